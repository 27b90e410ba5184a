package io.nsn.datapath.packet;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.stack.StackEvent;
import io.nsn.stack.StackEvents;

/** The stack's events under the names of this daemon's counters. Agent's thread. */
final class StackCounters implements StackEvents {
    private Counters counters = new Counters();

    /** From now on events count there. */
    void into(Counters counters) {
        this.counters = counters;
    }

    @Override
    public void count(StackEvent event) {
        counters.increment(switch (event) {
            case MALFORMED -> Counter.FRAME_MALFORMED;
            case CHECKSUM_WRONG -> Counter.FRAME_CHECKSUM;
            case FRAGMENT -> Counter.FRAME_FRAGMENT;
            case NOT_FOR_US -> Counter.FRAME_NOT_FOR_US;
            case SPOOFED -> Counter.FRAME_SPOOFED;
            case ADDRESS_CONFLICT -> Counter.ADDRESS_CONFLICTS;
            case NO_PORT -> Counter.FRAME_NO_PORT;
            case ANSWER_LOST -> Counter.ANSWERS_LOST;
            case NEIGHBOR_LEARNED -> Counter.NEIGHBORS_LEARNED;
            case NEIGHBOR_LOST -> Counter.NEIGHBORS_LOST;
        });
    }
}
