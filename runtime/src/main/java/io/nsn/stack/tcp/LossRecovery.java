package io.nsn.stack.tcp;

/**
 * Notices loss and sees its repair through: fast recovery with SACK (RFC 6675 §5), without it NewReno (RFC 6582), and after
 * a timeout slow start (RFC 5681 §3.1). One reduction of the window for all that was in flight when loss was noticed.
 */
final class LossRecovery {
    private enum Phase { NONE, FAST, AFTER_TIMEOUT }

    private final Sender sender;
    private final Emitter emitter;
    private final TcpCounts counts;
    private Phase phase = Phase.NONE;
    private long recoveryPoint;
    private int duplicates;

    LossRecovery(Sender sender, Emitter emitter, TcpCounts counts) {
        this.sender = sender;
        this.emitter = emitter;
        this.counts = counts;
    }

    void reset() {
        enter(Phase.NONE);
        duplicates = 0;
    }

    void timedOut() {
        enter(Phase.AFTER_TIMEOUT);
        recoveryPoint = sender.nxt();
        duplicates = 0;
    }

    /** After an ACK's numbers are in: {@code advanced} where it acknowledged something new. */
    void onAck(boolean advanced, boolean duplicate) {
        duplicates = advanced ? 0 : duplicate ? duplicates + 1 : duplicates;
        if (phase != Phase.NONE && sender.una() >= recoveryPoint) {
            enter(Phase.NONE);
        }
        update();
        if (phase == Phase.NONE) {
            if (sender.inFlight()
                    && (duplicates >= Scoreboard.DUPLICATE_THRESHOLD || sender.board.anyHeldLost())) {
                startFastRecovery();
            }
        } else if (advanced && phase == Phase.FAST && !emitter.sack()) {
            loseFirst(); // a partial ACK shows the next hole (RFC 6582 §3.2)
        }
    }

    private void startFastRecovery() {
        counts.count(TcpEvent.FAST_RECOVERIES);
        enter(Phase.FAST);
        recoveryPoint = sender.nxt();
        sender.congestion.lost();
        if (sender.board.anyHeldLost()) {
            sender.retransmitFirst();
        } else {
            loseFirst();
        }
    }

    private void loseFirst() {
        sender.board.declareLost(sender.una() + sender.payload());
        sender.retransmitFirst();
        update();
    }

    /** Without SACK each duplicate ACK tells of one segment that left the network. */
    private void update() {
        sender.board.update(emitter.sack() ? 0 : duplicates);
    }

    private void enter(Phase next) {
        phase = next;
        sender.inFastRecovery(next == Phase.FAST);
    }
}
