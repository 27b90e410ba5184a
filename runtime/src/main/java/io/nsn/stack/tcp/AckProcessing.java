package io.nsn.stack.tcp;

/** The fifth step (RFC 9293 §3.10.7.4): what a segment's ACK, SACK and window fields say. */
final class AckProcessing {
    private final Sender sender;
    private final Emitter emitter;
    private final LossRecovery recovery;
    private int windowScale;
    private long windowSequence;
    private long windowAck;

    AckProcessing(Sender sender, Emitter emitter, LossRecovery recovery) {
        this.sender = sender;
        this.emitter = emitter;
        this.recovery = recovery;
    }

    /** The handshake showed the peer's window scale; {@code syn} is of the peer. */
    void start(TcpHeader syn) {
        windowScale = emitter.scaling() ? syn.windowScale() : 0;
        windowSequence = -1;
        windowAck = -1;
        recovery.reset();
    }

    long absolute(TcpHeader segment) {
        return Seq.absolute(emitter.initial(), sender.una(), segment.acknowledgment());
    }

    /** @param sequence of the segment, @param acknowledgment checked to be near what is in flight */
    void process(TcpHeader segment, long sequence, long acknowledgment, long nowNs) {
        boolean sameWindow = !updateWindow(segment, sequence, acknowledgment);
        if (acknowledgment < sender.una()) {
            return;
        }
        boolean advanced = acknowledgment > sender.una();
        boolean pure = !advanced && sender.inFlight() && segment.sequenceLength() == 0;
        if (advanced) {
            sender.advance(acknowledgment, segment.timestampEcho(), emitter.timestamps(), nowNs);
        }
        boolean news = emitter.sack() ? takeSack(segment) : sameWindow; // RFC 6675 §2; without SACK RFC 5681 §2
        recovery.onAck(advanced, pure && news);
    }

    /** @return whether the window has changed; older segments do not change it (RFC 9293 §3.10.7.4, SND.WL1 and WL2) */
    private boolean updateWindow(TcpHeader segment, long sequence, long acknowledgment) {
        boolean newer = windowSequence < sequence || windowSequence == sequence && windowAck <= acknowledgment;
        if (!newer || acknowledgment < sender.una()) {
            return false;
        }
        long shown = (long) segment.window() << (segment.has(TcpHeader.SYN) ? 0 : windowScale); // RFC 7323 §2.2
        boolean changed = shown != sender.window();
        windowSequence = sequence;
        windowAck = acknowledgment;
        sender.window(shown);
        return changed;
    }

    /** @return whether the peer tells of octets that it was not known to hold */
    private boolean takeSack(TcpHeader segment) {
        boolean news = false;
        for (int i = 0; i < segment.sackBlocks(); i++) {
            news |= sender.board.sacked(Seq.absolute(emitter.initial(), sender.una(), segment.sackStart(i)),
                    Seq.absolute(emitter.initial(), sender.una(), segment.sackEnd(i)));
        }
        return news;
    }
}
