package io.nsn.daemon;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Who was given work in this cycle and may have to be woken: one fence for all of them. Agent's thread only. */
final class Wakeups {
    /** Places that are nudged at most; a power of two. */
    private static final int LATELY = 4;
    private static final long NUDGED_FOR_NS = TimeUnit.SECONDS.toNanos(3);

    private final Wakeup[] lately = new Wakeup[LATELY];
    private int next;
    private Wakeup[] queue = new Wakeup[64];
    private int count;

    /** Makes room for this many places in all; allocates. */
    void ensureCapacity(int places) {
        if (places > queue.length) {
            queue = Arrays.copyOf(queue, Integer.highestOneBit(places) << 1);
        }
    }

    void add(Wakeup wakeup) {
        if (wakeup.queue()) {
            queue[count++] = wakeup;
        }
    }

    void flush() {
        if (count == 0) {
            return;
        }
        VarHandle.fullFence(); // pairs with WaitWord.announce's: the rings are filled before we look who sleeps
        for (int i = 0; i < count; i++) {
            Wakeup wakeup = queue[i];
            queue[i] = null;
            wakeup.dequeue();
            if (wakeup.word.isSet()) {
                wakeup.word.wake();
                remember(wakeup);
            }
        }
        count = 0;
    }

    /** Wakes who sleeps and had a message lately, so that the way out of sleep stays in the CPU's caches. */
    void nudge(long now) {
        for (int i = 0; i < LATELY; i++) {
            Wakeup wakeup = lately[i];
            if (wakeup != null && wakeup.nudgeUntilNs - now < 0) {
                lately[i] = null;
            } else if (wakeup != null && wakeup.word.isSet()) {
                wakeup.word.wake();
            }
        }
    }

    /** A place goes, or its memory does. */
    void forget() {
        Arrays.fill(lately, null);
    }

    private void remember(Wakeup wakeup) {
        wakeup.nudgeUntilNs = System.nanoTime() + NUDGED_FOR_NS;
        for (Wakeup known : lately) {
            if (known == wakeup) {
                return;
            }
        }
        lately[next++ & LATELY - 1] = wakeup;
    }
}
