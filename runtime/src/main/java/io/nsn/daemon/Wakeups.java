package io.nsn.daemon;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** Who was given work in this cycle and may have to be woken: one fence for all of them. Agent's thread only. */
final class Wakeups {
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
            }
        }
        count = 0;
    }
}
