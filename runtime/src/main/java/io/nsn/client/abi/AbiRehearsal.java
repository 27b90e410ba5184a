package io.nsn.client.abi;

import io.nsn.client.ClientSession;
import io.nsn.daemon.Practice;
import io.nsn.daemon.PracticePair;
import java.util.concurrent.TimeUnit;

/** What a program in another language does before its first session is ready, and how it stays in practice. */
final class AbiRehearsal {
    private static final int LENGTH = 64;
    static final long ONE_YIELD_NS = 1;
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

    /** Practises. @return one more round, for any time later */
    static Runnable rehearse() {
        AbiRehearsal rehearsal = new AbiRehearsal();
        if (!EntryPoints.areGiven()) {
            Practice.play(rehearsal::thereAndBack, rehearsal::sleepInVain, COMPILERS_AT_MOST_NS);
            return Practice.standing(rehearsal::standingRound);
        }
        EntryPointPractice calls = new EntryPointPractice(rehearsal.pair, rehearsal.structs);
        Calls.rehearseOn(rehearsal.connection);
        try {
            Practice.play(calls::round, calls::sleepInVain, COMPILERS_AT_MOST_NS);
        } finally {
            Calls.rehearseOn(null);
        }
        return Practice.standing(() -> {
            calls.touch();
            return rehearsal.standingRound();
        });
    }

    private boolean standingRound() {
        connection.awaitData(pair.pingSink(), ONE_YIELD_NS);
        return thereAndBack();
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

    private void sleepInVain() {
        connection.awaitData(pair.pingSink(), Practice.UNTIL_ASLEEP_NS);
    }
}
