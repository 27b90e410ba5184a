package io.nsn.client.abi;

import io.nsn.daemon.Practice;
import io.nsn.daemon.PracticePair;
import io.nsn.ffi.NativeFunction;

/**
 * The practice run of a program in another language, by the entry points as native code calls them: the first call of each
 * takes a tenth of a millisecond, and the JVM's way in and out is cold again after a pause.
 */
final class EntryPointPractice {
    private static final int LENGTH = 64;

    private final NativeFunction getBuffer = EntryPoints.function("get_buffer");
    private final NativeFunction tryGetBuffer = EntryPoints.function("try_get_buffer");
    private final NativeFunction emitData = EntryPoints.function("emit_data");
    private final NativeFunction dataAvailable = EntryPoints.function("data_available");
    private final NativeFunction consumeData = EntryPoints.function("consume_data");
    private final NativeFunction tryConsume = EntryPoints.function("try_consume");
    private final NativeFunction awaitData = EntryPoints.function("await_data");
    private final NativeFunction releaseData = EntryPoints.function("release_data");
    private final PracticePair pair;
    private final BufferStructs structs;

    EntryPointPractice(PracticePair pair, BufferStructs structs) {
        this.pair = pair;
        this.structs = structs;
    }

    /** As a C program does it, then as a Python program. @return false where a message did not come back */
    boolean round() {
        long buffer = getBuffer.call(LENGTH, 0);
        if (emitData.call(pair.pingSource(), buffer) < 0 || !comesBack()
                || releaseData.call(consumeData.call(pair.pingSink(), 0), 0) != 1) {
            return false;
        }
        long slot = tryGetBuffer.call(LENGTH, 0);
        if (slot < 0 || emitData.call(pair.pingSource(), structs.address((int) slot)) < 0 || !comesBack()
                || awaitData.call(pair.pingSink(), AbiRehearsal.ONE_YIELD_NS) != 0) {
            return false;
        }
        long back = tryConsume.call(pair.pingSink(), 0);
        return back >= 0 && releaseData.call(structs.address((int) back), 0) == 1;
    }

    /** Nothing is there: the wait ends by its time-out. */
    void sleepInVain() {
        awaitData.call(pair.pingSink(), Practice.UNTIL_ASLEEP_NS);
    }

    /** Calls that change nothing in the program's session. */
    void touch() {
        releaseData.call(getBuffer.call(Calls.hasSpareBuffers() ? LENGTH : 0, 0), 0);
        tryGetBuffer.call(0, 0);
        emitData.call(Calls.INVALID_HANDLE, 0);
        awaitData.call(Calls.INVALID_HANDLE, AbiRehearsal.ONE_YIELD_NS);
        tryConsume.call(Calls.INVALID_HANDLE, 0);
    }

    private boolean comesBack() {
        if (!pair.echo()) {
            return false;
        }
        pair.letArrive(pair.ping(), pair.pingSink());
        return dataAvailable.call(pair.pingSink(), 0) == 1;
    }
}
