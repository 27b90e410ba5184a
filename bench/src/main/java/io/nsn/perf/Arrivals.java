package io.nsn.perf;

/** Counts what a sink gets, after some messages that only warm up. No clock of its own. */
public final class Arrivals {
    /** Nothing more is expected after this long without a message, where the sink knows how many to expect. */
    private static final long QUIET_NS = 1_000_000_000L;

    private final int size;
    private final long untimed;
    private final long count;
    private final long quietNs;
    private long received;
    private long firstSequence;
    private long lastSequence;
    private long startNs;
    private long lastNs;

    /**
     * @param warmUp     messages that come before the time starts; it starts with the last of them, or the first at all
     * @param count      messages after those; 0: no limit
     * @param intervalNs between two of the sender's messages
     */
    public Arrivals(int size, long warmUp, long count, long intervalNs) {
        this.size = size;
        untimed = Math.max(1, warmUp);
        this.count = count == 0 || warmUp > 0 ? count : count - 1;
        quietNs = Math.max(QUIET_NS, 3 * intervalNs);
    }

    /** A message is there; its number is the sender's. */
    public void arrived(long sequence, long nowNs) {
        if (++received <= untimed) {
            startNs = nowNs;
            firstSequence = sequence;
        }
        lastSequence = sequence;
        lastNs = nowNs;
    }

    /** Whether all have come, or those that have not will not come any more. */
    public boolean complete(long nowNs) {
        return count > 0 && received > 0 && (received >= untimed + count || nowNs - lastNs > quietNs);
    }

    public Throughput result() {
        long timed = Math.max(0, received - untimed);
        return new Throughput(size, timed, Math.max(0, lastSequence - firstSequence - timed), lastNs - startNs);
    }
}
