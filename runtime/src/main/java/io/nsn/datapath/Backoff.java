package io.nsn.datapath;

import java.util.concurrent.ThreadLocalRandom;

/** When to try again: soon at first, then less and less often, never in step with others. */
public final class Backoff {
    private static final long FIRST_NS = 10_000_000;
    private static final long LONGEST_NS = 1_000_000_000;

    private long delayNs = FIRST_NS;

    /** Nanoseconds to wait before the next attempt: the last delay doubled, give or take a quarter. */
    public long next() {
        long delay = delayNs;
        delayNs = Math.min(LONGEST_NS, 2 * delayNs);
        return delay - delay / 4 + ThreadLocalRandom.current().nextLong(delay / 2);
    }

    public void reset() {
        delayNs = FIRST_NS;
    }

    /** The peer misbehaves: no hurry. */
    public void slowest() {
        delayNs = LONGEST_NS;
    }
}
