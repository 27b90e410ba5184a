package io.nsn.client.abi;

import io.nsn.client.ClientSession;
import io.nsn.daemon.Practice;
import io.nsn.daemon.PracticePair;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The practice run of a native program: messages there and back by the calls that the entry points make. */
final class AbiRehearsal {
    private static final int LENGTH = 64;
    private static final long MOMENT_NS = 5_000;
    /** Programs of the tutorial's size start in 300 ms. */
    private static final long COMPILERS_AT_MOST_NS = TimeUnit.MILLISECONDS.toNanos(80);

    private final PracticePair pair = PracticePair.onOneHost();
    private final BufferStructs structs;
    private final Connection connection;

    private AbiRehearsal() {
        ClientSession session = pair.ping();
        structs = new BufferStructs(session.slotCount(), session.slotCapacity());
        connection = new Connection(session, structs);
    }

    /**
     * Practises by the entry points themselves, for which {@code publish} makes this connection the process's one for so long.
     *
     * @return one more round, which leaves the entry points to the program
     */
    static Runnable rehearse(Consumer<Connection> publish) {
        AbiRehearsal rehearsal = new AbiRehearsal();
        publish.accept(rehearsal.connection);
        try {
            Practice.play(rehearsal::byEntryPoints, rehearsal::waitInVain, COMPILERS_AT_MOST_NS);
        } finally {
            publish.accept(null);
        }
        return Practice.standing(rehearsal::thereAndBack);
    }

    /** In the steps of a Python program; one of C takes the same steps inside of its calls. */
    private boolean byEntryPoints() {
        long slot = Calls.tryGetBuffer(LENGTH);
        if (slot < 0 || Calls.emitData(pair.pingSource(), structs.address((int) slot)) < 0 || !pair.echo()) {
            return false;
        }
        pair.letArrive(pair.ping(), pair.pingSink());
        if (Calls.awaitData(pair.pingSink(), MOMENT_NS) != 0) {
            return false;
        }
        long back = Calls.tryConsume(pair.pingSink());
        return back >= 0 && Calls.releaseData(structs.address((int) back)) == 1;
    }

    private void waitInVain() {
        Calls.awaitData(pair.pingSink(), MOMENT_NS);
    }

    private boolean thereAndBack() {
        int slot = connection.lendBuffer(LENGTH);
        if (slot < 0 || connection.emit(pair.pingSource(), structs.address(slot)) < 0 || !pair.echo()) {
            return false;
        }
        pair.letArrive(pair.ping(), pair.pingSink());
        long back = connection.lendMessage(pair.pingSink());
        return back >= 0 && connection.release(structs.address((int) back)) == 1;
    }
}
