package io.nsn.client.abi;

import io.nsn.client.ClientSession;
import io.nsn.daemon.Practice;
import io.nsn.daemon.PracticePair;
import java.util.concurrent.TimeUnit;

/** The practice run of a native program: messages there and back by the calls that the entry points make. */
final class AbiRehearsal {
    private static final int LENGTH = 64;
    /** Programs of the tutorial's size start in 300 ms. */
    private static final long COMPILERS_AT_MOST_NS = TimeUnit.MILLISECONDS.toNanos(40);

    private final PracticePair pair = PracticePair.onOneHost();
    private final BufferStructs structs;
    private final Connection connection;

    private AbiRehearsal() {
        ClientSession session = pair.ping();
        structs = new BufferStructs(session.slotCount(), session.slotCapacity());
        connection = new Connection(session, structs);
    }

    /** @return one more round */
    static Runnable rehearse() {
        AbiRehearsal rehearsal = new AbiRehearsal();
        Practice.play(rehearsal::thereAndBack, COMPILERS_AT_MOST_NS);
        return Practice.standing(rehearsal::thereAndBack);
    }

    private boolean thereAndBack(int round) {
        int slot = connection.lendBuffer(LENGTH);
        if (slot < 0) {
            return false;
        }
        long buffer = connection.lend(slot, LENGTH);
        if (connection.emit(pair.pingSource(), buffer) < 0 || !pair.echo(round)) {
            return false;
        }
        pair.await(pair.ping(), pair.pingSink(), round);
        long back = connection.lendMessage(pair.pingSink());
        return back >= 0 && connection.release(structs.address((int) back)) == 1;
    }
}
