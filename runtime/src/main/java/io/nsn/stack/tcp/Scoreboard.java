package io.nsn.stack.tcp;

/**
 * What the sender knows of the octets in flight (RFC 6675 §3-4): which the peer holds, which are held lost, which were sent
 * again, and so how many are on their way ({@link #pipe}). A timeout declares all lost that the peer does not hold.
 */
final class Scoreboard {
    /** RFC 6675 §2, DupThresh. */
    static final int DUPLICATE_THRESHOLD = 3;
    private static final int MAX_RANGES = 256;

    private final RangeSet sacked = new RangeSet(MAX_RANGES);
    private int mss;
    private long una;
    private long nxt;
    private long highRetransmitted;
    private long declaredLost;
    private long lostEdge;
    private long pipe;

    /** Nothing in flight: the next octet sent is {@code next}. */
    void reset(long next, int mss) {
        sacked.clear();
        this.mss = mss;
        una = next;
        nxt = next;
        highRetransmitted = next;
        declaredLost = next;
        lostEdge = next;
        pipe = 0;
    }

    void mss(int mss) {
        this.mss = mss;
    }

    /** Octets that are thought to be in the network. */
    long pipe() {
        return pipe;
    }

    /** Whether an octet is held lost and not sent again yet. */
    boolean hasLost() {
        return nextLost() >= 0;
    }

    boolean anyHeldLost() {
        return lostEdge > una;
    }

    boolean hasSacked() {
        return !sacked.isEmpty();
    }

    void sent(long next) {
        pipe += next - nxt;
        nxt = next;
    }

    void retransmitted(long from, long to) {
        pipe += to - from;
        highRetransmitted = Math.max(highRetransmitted, to);
    }

    void acknowledged(long acknowledged) {
        una = acknowledged;
        sacked.removeBelow(una);
        highRetransmitted = Math.max(highRetransmitted, una);
        declaredLost = Math.max(declaredLost, una);
    }

    /** The peer says it holds {@code [start, end)}. @return whether that is news */
    boolean sacked(long start, long end) {
        if (start >= end || start < una || end > nxt || sacked.covers(start, end)) {
            return false; // below una: a report of a duplicate (RFC 2883)
        }
        return sacked.add(start, end);
    }

    /** Holds {@code [una, edge)} lost, but for what the peer holds; to be sent (again) from its beginning. */
    void declareLost(long edge) {
        declaredLost = Math.min(edge, nxt);
        highRetransmitted = una;
    }

    /** The peer may have thrown away what it once held (RFC 2018 §8). */
    void forgetSacked() {
        sacked.clear();
    }

    /** The first octet to be sent again, or -1. */
    long nextLost() {
        long at = Math.max(una, highRetransmitted);
        int index = sacked.firstEndingAfter(at);
        if (index < sacked.size() && sacked.start(index) <= at) {
            at = sacked.end(index);
        }
        return at < lostEdge ? at : -1;
    }

    /** Where the hole ends that begins at {@code lost}. */
    long holeEnd(long lost) {
        int index = sacked.firstEndingAfter(lost);
        return index < sacked.size() ? Math.min(lostEdge, sacked.start(index)) : lostEdge;
    }

    /** Draws the conclusions (RFC 6675 §4, SetPipe and IsLost) after ACKs; {@code duplicates}: of a peer without SACK. */
    void update(int duplicates) {
        lostEdge = Math.max(declaredLost, sackedEdge());
        pipe = 0;
        long at = una;
        for (int i = 0; i < sacked.size(); i++) {
            countHole(at, sacked.start(i));
            at = sacked.end(i);
        }
        countHole(at, nxt);
        pipe = Math.max(0, pipe - (long) duplicates * mss);
    }

    /** Octets below are lost: three ranges, or more than two segments, are held above (IsLost). */
    private long sackedEdge() {
        long octets = 0;
        for (int i = sacked.size() - 1; i >= 0; i--) {
            octets += sacked.end(i) - sacked.start(i);
            if (sacked.size() - i >= DUPLICATE_THRESHOLD || octets > (DUPLICATE_THRESHOLD - 1L) * mss) {
                return sacked.start(i);
            }
        }
        return una;
    }

    private void countHole(long from, long to) {
        pipe += Math.max(0, to - Math.max(from, lostEdge));
        pipe += Math.max(0, Math.min(to, highRetransmitted) - from);
    }
}
