package io.nsn.daemon;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import java.util.function.LongSupplier;

/**
 * The time of the agent's cycles. To read the clock takes as long as a step of a message's way: while there is work, it is
 * read again only after so much of it, and time is late by what that takes, some microseconds. After a cycle without work, and
 * after every pause, it is right. No two cycles have the same time.
 */
final class CycleClock {
    /** Work that is done before the clock is read again. */
    static final int WORK = 32;

    private final LongSupplier clock;
    private final Counters counters;
    private long readNs;
    private long nowNs;
    private int worked;
    private boolean busy;

    CycleClock(LongSupplier clock, Counters counters) {
        this.clock = clock;
        this.counters = counters;
    }

    /** A cycle begins. @return its time */
    long tick() {
        if (busy && worked < WORK) {
            return ++nowNs;
        }
        long now = clock.getAsLong();
        if (busy) { // the next cycle follows at once: its start is the last one's end
            counters.max(Counter.LOOP_MAX_NS, now - readNs);
        }
        readNs = now;
        nowNs = now;
        worked = 0;
        return now;
    }

    /** The time of the cycle that began last. */
    long nowNs() {
        return nowNs;
    }

    /** A cycle ends in which so much was done. */
    void tock(int work) {
        if (work > 0) {
            busy = true;
            worked += work;
        } else {
            pause();
        }
    }

    /** Work ends for a while. */
    void pause() {
        if (busy) {
            counters.max(Counter.LOOP_MAX_NS, clock.getAsLong() - readNs);
            busy = false;
        }
    }
}
