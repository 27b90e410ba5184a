package io.nsn.perf;

/** Counts what a sink gets, after some messages that only warm up. No clock of its own. */
public final class Arrivals {
    /** Nothing more is expected after this long without a message, where the sink knows how many to expect. */
    private static final long QUIET_NS = 1_000_000_000L;

    private final int size;
    private final long start;
    private final long end;
    private final long quietNs;
    private long timed;
    private long firstSequence = -1;
    private long lastSequence = -1;
    private long startNs;
    private long lastNs;

    /**
     * Messages are told apart by the numbers their sender gives them, from 0 on: a network that loses many neither makes
     * the warm-up longer nor hides the end.
     *
     * @param warmUp     messages that come before the time starts; it starts with the last of them, or the first at all
     * @param count      messages after those; 0: no limit
     * @param intervalNs between two of the sender's messages
     */
    public Arrivals(int size, long warmUp, long count, long intervalNs) {
        this.size = size;
        start = Math.max(0, warmUp - 1);
        end = count == 0 ? Long.MAX_VALUE : warmUp + count - 1;
        quietNs = Math.max(QUIET_NS, 3 * intervalNs);
    }

    /** A message is there. */
    public void arrived(long sequence, long nowNs) {
        if (sequence <= start || firstSequence < 0) {
            startNs = nowNs;
            firstSequence = sequence;
        } else {
            timed++;
        }
        lastSequence = sequence;
        lastNs = nowNs;
    }

    /** Whether the last has come, or those that have not come will not come any more. */
    public boolean complete(long nowNs) {
        return lastSequence >= end || end != Long.MAX_VALUE && lastSequence >= 0 && nowNs - lastNs > quietNs;
    }

    public Throughput result() {
        return new Throughput(size, timed, Math.max(0, lastSequence - firstSequence - timed), lastNs - startNs);
    }
}
