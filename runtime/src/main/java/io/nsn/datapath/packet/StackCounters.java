package io.nsn.datapath.packet;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.stack.StackEvent;
import io.nsn.stack.StackEvents;
import io.nsn.stack.tcp.TcpEvent;
import io.nsn.stack.tcp.TcpEvents;

/** The stack's events under the names of this daemon's counters. Agent's thread. */
final class StackCounters implements StackEvents, TcpEvents {
    private Counters counters = new Counters();

    /** From now on events count there. */
    void into(Counters counters) {
        this.counters = counters;
    }

    @Override
    public void claimed(StackEvent event, int ipAddress, long claimant, long holder) {
        (event == StackEvent.SPOOFED ? counters.spoofed() : counters.conflict()).set(ipAddress, claimant, holder);
        count(event);
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

    /** Those that a user of the daemon can make something of. */
    @Override
    public void count(TcpEvent event) {
        switch (event) {
            case DROP_MALFORMED -> counters.increment(Counter.FRAME_MALFORMED);
            case DROP_NO_CONNECTION -> counters.increment(Counter.SEGMENTS_STRAY);
            case DROP_UNACCEPTABLE, DROP_PAWS, DROP_BAD_ACK -> counters.increment(Counter.SEGMENTS_REFUSED);
            case DROP_NO_MEMORY -> counters.increment(Counter.SEGMENTS_NO_ROOM);
            case RETRANSMISSIONS -> counters.increment(Counter.SEGMENTS_RESENT);
            default -> { }
        }
    }
}
