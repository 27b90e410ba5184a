package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Steady state allocates nothing, neither in the agent's loop nor in emit, consume and release. */
class AllocationTest {
    private static final int ROUNDS = 50_000;
    private static final int PASSES = 20;

    /** Until the JIT is done, code that it moves about allocates now and then: steady is a pass without any. */
    @Test
    void movesMessagesBetweenApplicationsWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        try (PracticePair pair = PracticePair.onOneHost()) {
            for (int pass = 0; pass < PASSES && allocated > 0; pass++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                play(pair);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
        }
        assertThat(allocated).as("bytes allocated in %d rounds", ROUNDS).isZero();
    }

    private static void play(PracticePair pair) {
        for (int round = 1; round <= ROUNDS; round++) {
            if (!pair.round(64, round)) {
                throw new AssertionError("round " + round + " did not come back");
            }
        }
    }
}
