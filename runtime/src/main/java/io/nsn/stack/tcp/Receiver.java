package io.nsn.stack.tcp;

/**
 * The receiving half of a connection: puts octets in order, hands them to the user, closes the window while the user takes
 * none, and knows when an ACK is due (RFC 9293 §3.8.6). Positions are absolute: the peer's SYN is 0.
 */
final class Receiver {
    private static final int MAX_RANGES = 128;
    private static final long NONE = -1;

    private final TcpConfig config;
    private final TcpCounts counts;
    private final TcpUser user;
    private final ReceiveBuffer buffer;
    private final RangeSet ahead = new RangeSet(MAX_RANGES);
    private final SackBlocks sackBlocks = new SackBlocks();
    private int initial;
    private long next;
    private long taken;
    private long edge;
    private long fin = NONE;
    private long acknowledged;
    private int timestampRecent;
    private int segments;
    private boolean ackNow;
    private boolean ended;

    Receiver(TcpConfig config, TcpCounts counts, TcpUser user, BlockPool pool) {
        this.config = config;
        this.counts = counts;
        this.user = user;
        buffer = new ReceiveBuffer(pool, config.receiveWindow());
    }

    /** The peer's SYN arrived. */
    void start(int initialSequence) {
        clear();
        initial = initialSequence;
        next = 1;
        taken = 1;
        edge = 1 + config.receiveWindow();
        acknowledged = 1;
    }

    /** Gives all memory back. */
    void clear() {
        buffer.clear();
        ahead.clear();
        sackBlocks.clear();
        fin = NONE;
        segments = 0;
        ackNow = false;
        ended = false;
    }

    int initial() {
        return initial;
    }

    /** RCV.NXT. */
    long next() {
        return next;
    }

    long absolute(int wire) {
        return Seq.absolute(initial, next, wire);
    }

    int wire(long absolute) {
        return Seq.wire(initial, absolute);
    }

    /** What the next segment's ACK field says. */
    int acknowledgment() {
        return wire(next);
    }

    /** The right edge that the peer was shown. */
    long edge() {
        return edge;
    }

    /** The highest number that an ACK of ours has told. */
    long acknowledged() {
        return acknowledged;
    }

    int timestampRecent() {
        return timestampRecent;
    }

    void timestampRecent(int value) {
        timestampRecent = value;
    }

    /** Whether a segment that begins at {@code sequence} carries the timestamp to echo (RFC 7323 §4.3). */
    boolean echoes(long sequence) {
        return sequence <= acknowledged;
    }

    /** The window in octets; from now on the peer may use it. Small steps are not shown (RFC 9293 §3.8.6.2.2). */
    long window() {
        long open = taken + config.receiveWindow();
        if (open - edge >= Math.min(config.mss(), config.receiveWindow() / 2)) {
            edge = open;
        }
        return Math.max(0, edge - next);
    }

    /** Whether the peer should hear that there is room again. */
    boolean windowReopened() {
        long open = taken + config.receiveWindow();
        return open - edge >= config.receiveWindow() / 2
                || edge - next < config.mss() && open - next >= config.mss();
    }

    /** Takes a segment's octets, which lie in or around the window. @return false: the user can make no sense of them */
    boolean onData(long sequence, long address, int length, boolean finFollows) {
        long begin = Math.max(sequence, next);
        long end = Math.min(sequence + length, taken + config.receiveWindow());
        if (finFollows && end == sequence + length) {
            fin = end;
        }
        if (begin < end) {
            int octets = (int) (end - begin);
            if (begin > next) {
                keepAhead(begin, address + (begin - sequence), octets);
                return true;
            }
            segments++;
            if (!inOrder(address + (begin - sequence), octets)) {
                return false;
            }
        } else if (sequence != next || length > 0) {
            ackNow = true; // a duplicate, beyond the window, or a FIN ahead of its time
        }
        reachFin();
        return true;
    }

    /** The user has room again. @return false: it can make no sense of the octets */
    boolean drain() {
        while (taken < lastOctet()) {
            int piece = (int) Math.min(buffer.pieceAt(taken), lastOctet() - taken);
            int took = user.receive(buffer.address(taken), piece);
            if (took < 0) {
                return false;
            }
            advance(took);
            if (took < piece) {
                return true;
            }
        }
        endOfStream();
        return true;
    }

    /** The peer's FIN and everything before it arrived. */
    boolean finReached() {
        return fin != NONE && next > fin;
    }

    boolean stalled() {
        return taken < lastOctet();
    }

    /** A segment should be answered at once: it was out of order, or filled a gap (RFC 5681 §4.2). */
    boolean ackNow() {
        return ackNow;
    }

    void demandAck() {
        ackNow = true;
    }

    /** Data waits for its ACK; it may wait for more, or for data to ride on. */
    boolean ackOwed() {
        return ackNow || segments > 0;
    }

    /** Segments in order that are not acknowledged yet: from the second on the ACK waits for a moment only. */
    int segmentsOwed() {
        return segments;
    }

    /** A segment left that carries our ACK. */
    void ackSent() {
        acknowledged = next;
        segments = 0;
        ackNow = false;
    }

    int sackBlocks() {
        return ahead.isEmpty() ? 0 : sackBlocks.choose(ahead, next);
    }

    int sackStart(int block) {
        return wire(ahead.start(sackBlocks.range(block)));
    }

    int sackEnd(int block) {
        return wire(ahead.end(sackBlocks.range(block)));
    }

    private void keepAhead(long position, long address, int length) {
        ackNow = true;
        counts.count(TcpEvent.OUT_OF_ORDER);
        if (ahead.covers(position, position + length)) {
            return;
        }
        int stored = buffer.store(position, address, length);
        if (stored < length) {
            counts.count(TcpEvent.DROP_NO_MEMORY);
        }
        if (stored > 0 && ahead.add(position, position + stored)) {
            sackBlocks.arrived(position, ahead);
        }
    }

    private boolean inOrder(long address, int length) {
        int took = taken == next ? user.receive(address, length) : 0;
        if (took < 0) {
            return false;
        }
        int kept = took;
        if (took < length) {
            kept += buffer.store(next + took, address + took, length - took);
            if (kept < length) {
                counts.count(TcpEvent.DROP_NO_MEMORY);
                ackNow = true;
            }
        }
        next += kept;
        advance(took);
        return ahead.isEmpty() || closeGap();
    }

    private boolean closeGap() {
        ackNow = true;
        int range = ahead.firstEndingAfter(next);
        if (range < ahead.size() && ahead.start(range) <= next) {
            next = ahead.end(range);
        }
        ahead.removeBelow(next);
        return drain();
    }

    /** The user has taken octets: whole blocks go back, and the last one when nothing is left in it. */
    private void advance(int took) {
        buffer.release(taken, taken + took);
        taken += took;
        if (ahead.isEmpty() && taken == lastOctet()) {
            buffer.release(taken, taken + BlockPool.BLOCK_SIZE);
        }
    }

    private long lastOctet() {
        return finReached() ? fin : next;
    }

    private void reachFin() {
        if (next == fin) {
            next++;
            ackNow = true;
            endOfStream();
        }
    }

    private void endOfStream() {
        if (finReached() && taken == fin && !ended) {
            ended = true;
            user.peerClosed();
        }
    }
}
