package io.nsn.daemon;

import io.nsn.shm.WaitWord;

/** A place where threads of an application sleep, with the note whether work was published there this cycle. */
final class Wakeup {
    final WaitWord word;
    /** Until when it is woken now and then, with nothing to do. */
    long nudgeUntilNs;
    private boolean queued;

    Wakeup(WaitWord word) {
        this.word = word;
    }

    /** @return whether it was not queued before */
    boolean queue() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    void dequeue() {
        queued = false;
    }
}
