package io.nsn.stack.tcp;

/**
 * Whether a segment belongs to the connection, before anything in it is believed: sequence number, RST and SYN (RFC 9293
 * §3.10.7.4, first to fourth step), against blind attackers (RFC 5961) and old duplicates (PAWS, RFC 7323 §5).
 */
final class SegmentCheck {
    /** What to do with a segment. */
    enum Verdict { PROCESS, DROP, RESET }

    private static final int ACKS_PER_SECOND = 100;
    private static final long TIMESTAMPS_EXPIRE_NS = 24L * 24 * 3600 * 1_000_000_000; // RFC 7323 §5.5

    private final Receiver receiver;
    private final Sender sender;
    private final Emitter emitter;
    private final TcpCounts counts;
    private final RateLimiter acks = new RateLimiter(ACKS_PER_SECOND);
    private long timestampAt;

    SegmentCheck(Receiver receiver, Sender sender, Emitter emitter, TcpCounts counts) {
        this.receiver = receiver;
        this.sender = sender;
        this.emitter = emitter;
        this.counts = counts;
    }

    /** The handshake showed the peer's first timestamp. */
    void start(TcpHeader syn, long nowNs) {
        receiver.timestampRecent(syn.timestamp());
        timestampAt = nowNs;
    }

    Verdict check(TcpHeader segment, long sequence, long nowNs) {
        if (segment.has(TcpHeader.RST)) {
            return checkReset(sequence, nowNs);
        }
        if (emitter.timestamps() && !segment.hasTimestamps()) {
            counts.count(TcpEvent.DROP_PAWS);
            return Verdict.DROP; // RFC 7323 §3.2
        }
        if (!isRecent(segment, nowNs)) {
            counts.count(TcpEvent.DROP_PAWS);
            return answer(nowNs);
        }
        long end = sequence + segment.sequenceLength();
        if (end < receiver.acknowledged() || sequence > receiver.edge()) {
            counts.count(TcpEvent.DROP_UNACCEPTABLE);
            return answer(nowNs);
        }
        if (segment.has(TcpHeader.SYN)) { // RFC 5961 §4
            counts.count(TcpEvent.CHALLENGE_ACKS);
            return answer(nowNs);
        }
        if (segment.hasTimestamps() && receiver.echoes(sequence)) {
            receiver.timestampRecent(segment.timestamp());
            timestampAt = nowNs;
        }
        return Verdict.PROCESS;
    }

    /** An ACK far from what is in flight comes from nobody who sees our segments (RFC 5961 §5). */
    Verdict checkAck(long acknowledgment, long nowNs) {
        if (acknowledgment > sender.nxt() || acknowledgment < sender.una() - sender.widestWindow()) {
            counts.count(TcpEvent.DROP_BAD_ACK);
            return answer(nowNs);
        }
        return Verdict.PROCESS;
    }

    /** Only the exact number resets; one in the window is asked to prove itself (RFC 5961 §3). */
    private Verdict checkReset(long sequence, long nowNs) {
        if (sequence == receiver.next()) {
            return Verdict.RESET;
        }
        counts.count(TcpEvent.DROP_UNACCEPTABLE);
        if (sequence < receiver.next() || sequence > receiver.edge()) {
            return Verdict.DROP;
        }
        counts.count(TcpEvent.CHALLENGE_ACKS);
        return answer(nowNs);
    }

    private boolean isRecent(TcpHeader segment, long nowNs) {
        return !emitter.timestamps() || segment.timestamp() - receiver.timestampRecent() >= 0
                || nowNs - timestampAt > TIMESTAMPS_EXPIRE_NS;
    }

    private Verdict answer(long nowNs) {
        if (acks.allow(nowNs)) {
            emitter.ack(sender.nxt(), nowNs);
        } else {
            counts.count(TcpEvent.CHALLENGE_ACKS_LIMITED);
        }
        return Verdict.DROP;
    }
}
