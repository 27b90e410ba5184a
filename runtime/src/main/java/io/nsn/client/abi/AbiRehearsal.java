package io.nsn.client.abi;

import io.nsn.api.Definition;
import io.nsn.client.ClientSession;
import io.nsn.daemon.Practice;
import io.nsn.daemon.PracticePair;

/** The practice run of a native program: messages there and back by the calls that the entry points make. */
final class AbiRehearsal {
    private static final int LENGTH = 64;

    private AbiRehearsal() {}

    static void run() {
        try (PracticePair pair = PracticePair.onOneHost()) {
            ClientSession session = pair.ping();
            BufferStructs structs = new BufferStructs(session.slotCount(), session.slotCapacity());
            Connection connection = new Connection(session, structs);
            Practice.play(round -> thereAndBack(pair, connection, structs.base(), round));
        }
    }

    private static boolean thereAndBack(PracticePair pair, Connection connection, long structs, int round) {
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
        return back >= 0 && connection.release(structs + back * Definition.BUFFER_STRIDE) == 1;
    }
}
