package io.nsn.stack.tcp;

/** Makes a connection's segments: header, options and payload as they stand now; every one carries our ACK. */
final class Emitter {
    private static final int MAX_WINDOW = 0xffff;
    private static final int TIMESTAMPS_LENGTH = 12;
    private static final int TICK_SHIFT = 20; // about a millisecond (RFC 7323 §5.4)

    private final SegmentOutput output;
    private final SegmentWriter writer = new SegmentWriter();
    private final TcpConfig config;
    private final TcpCounts counts;
    private final TcpUser user;
    private final Receiver receiver;
    private final Timers timers;
    private final int localAddress;
    private final int localPort;
    private final int remoteAddress;
    private final int remotePort;
    private final int timestampOffset;
    private int initial;
    private boolean scaling;
    private boolean sack;
    private boolean timestamps;

    Emitter(TcpConfig config, TcpCounts counts, SegmentOutput output, TcpUser user, Receiver receiver,
            Timers timers, int localAddress, int localPort, int remoteAddress, int remotePort, int timestampOffset) {
        this.config = config;
        this.counts = counts;
        this.output = output;
        this.user = user;
        this.receiver = receiver;
        this.timers = timers;
        this.localAddress = localAddress;
        this.localPort = localPort;
        this.remoteAddress = remoteAddress;
        this.remotePort = remotePort;
        this.timestampOffset = timestampOffset;
    }

    /** A new incarnation, which offers everything until {@link #negotiate}. */
    void start(int initialSequence) {
        initial = initialSequence;
        scaling = true;
        sack = true;
        timestamps = true;
    }

    /** What the peer's SYN offers too is used (RFC 7323 §1.3, RFC 2018 §2). */
    void negotiate(TcpHeader syn) {
        scaling = syn.windowScale() >= 0;
        sack = syn.sackPermitted();
        timestamps = syn.hasTimestamps();
    }

    int initial() {
        return initial;
    }

    boolean scaling() {
        return scaling;
    }

    boolean sack() {
        return sack;
    }

    boolean timestamps() {
        return timestamps;
    }

    int timestamp(long nowNs) {
        return (int) (nowNs >> TICK_SHIFT) + timestampOffset;
    }

    /** Nanoseconds since the peer was sent the timestamp that it echoes. */
    long age(int echo, long nowNs) {
        return (long) (timestamp(nowNs) - echo) << TICK_SHIFT;
    }

    /** Octets that options take from a segment's payload now. */
    int optionsLength() {
        int blocks = sack ? receiver.sackBlocks() : 0;
        return (timestamps ? TIMESTAMPS_LENGTH : 0) + (blocks > 0 ? 4 + 8 * blocks : 0);
    }

    /** @return whether the segment left */
    boolean syn(boolean withAck, long nowNs) {
        int flags = withAck ? TcpHeader.SYN | TcpHeader.ACK : TcpHeader.SYN;
        begin(flags, 0, Math.min(MAX_WINDOW, config.receiveWindow())); // never scaled (RFC 7323 §2.2)
        writer.mss(config.mss());
        if (sack) {
            writer.sackPermitted();
        }
        if (timestamps) {
            writer.timestamps(timestamp(nowNs), withAck ? receiver.timestampRecent() : 0);
        }
        if (scaling) {
            writer.windowScale(config.windowScale());
        }
        return send(writer.finish(), 0, 0, nowNs);
    }

    /** A segment of {@code length} octets of data. @return whether it left */
    boolean data(int flags, long sequence, int length, long nowNs) {
        begin(flags | TcpHeader.ACK, sequence, shownWindow());
        options(nowNs);
        int header = writer.finish();
        int gathered = length == 0 ? 0 : user.gather(sequence - 1, length, output.segment() + header);
        return send(header + gathered, gathered < length ? user.tail() : 0, length - gathered, nowNs);
    }

    /** @return whether it left */
    boolean ack(long sequence, long nowNs) {
        return data(0, sequence, 0, nowNs);
    }

    void reset(long sequence, long nowNs) {
        begin(TcpHeader.RST | TcpHeader.ACK, sequence, 0);
        counts.count(TcpEvent.RESETS_SENT);
        send(writer.finish(), 0, 0, nowNs);
    }

    /** A reset in answer to an ACK that is none of ours: it takes its number from there (RFC 9293 §3.10.7). */
    void refuse(int acknowledgment, long nowNs) {
        writer.start(output.segment(), localPort, remotePort, acknowledgment, 0, TcpHeader.RST, 0);
        counts.count(TcpEvent.RESETS_SENT);
        send(writer.finish(), 0, 0, nowNs);
    }

    private void begin(int flags, long sequence, int window) {
        int acknowledgment = (flags & TcpHeader.ACK) != 0 ? receiver.acknowledgment() : 0;
        writer.start(output.segment(), localPort, remotePort, Seq.wire(initial, sequence), acknowledgment, flags,
                window);
    }

    private int shownWindow() {
        long window = receiver.window();
        return (int) Math.min(MAX_WINDOW, scaling ? window >> config.windowScale() : window);
    }

    private void options(long nowNs) {
        if (timestamps) {
            writer.timestamps(timestamp(nowNs), receiver.timestampRecent());
        }
        int blocks = sack ? receiver.sackBlocks() : 0;
        if (blocks > 0) {
            writer.sack(blocks);
            for (int i = 0; i < blocks; i++) {
                writer.sackBlock(receiver.sackStart(i), receiver.sackEnd(i));
            }
        }
    }

    private boolean send(int length, long payload, int payloadLength, long nowNs) {
        if (!output.send(localAddress, remoteAddress, length, payload, payloadLength, nowNs)) {
            counts.count(TcpEvent.OUTPUT_FULL);
            return false;
        }
        counts.count(TcpEvent.SEGMENTS_OUT);
        receiver.ackSent();
        timers.delayedAck = Timers.NEVER;
        return true;
    }
}
