package io.nsn.daemon;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;

/**
 * One application id on one datapath: the endpoint, what is on its way out, and the sinks here that its messages also
 * go to. Agent's thread only.
 */
final class Carrier {
    private final Endpoint endpoint;
    private final ChannelTable channels;
    private final Outbound outbound;
    private final Counters counters;
    private final int burst;
    private int expected;
    private long retireBy = Long.MAX_VALUE;
    private boolean closed;

    Carrier(Endpoint endpoint, ChannelTable channels, Outbound outbound, Counters counters, int burst) {
        this.endpoint = endpoint;
        this.channels = channels;
        this.outbound = outbound;
        this.counters = counters;
        this.burst = burst;
    }

    ChannelTable channels() {
        return channels;
    }

    void start(Readiness readiness, long now) {
        endpoint.start(readiness, now);
    }

    /** Makes room for all slots that an application may send through here; allocates. */
    void expect(int slots) {
        expected += slots;
        outbound.ensureCapacity(expected);
    }

    void noLongerExpect(int slots) {
        expected -= slots;
    }

    void send(int channelId, long address, int length, long ticket) {
        if (closed) {
            counters.increment(Counter.DROP_SOURCE_CLOSED);
            outbound.append(channelId, address, length, ticket);
            abandon();
            return;
        }
        outbound.append(channelId, address, length, ticket);
    }

    /** Sends and receives, at most a burst each; senders are applications by the index in their tickets. */
    int turn(ApplicationPort[] applications, long now) {
        int work = endpoint.poll(now);
        if (outbound.cursor(Outbound.LOCAL) < outbound.tail()) {
            work += deliverLocal(applications);
        }
        if (outbound.cursor(Outbound.NETWORK) < outbound.tail()) {
            work += endpoint.transmit(now);
        }
        return work;
    }

    boolean canSleep() {
        return endpoint.canSleep();
    }

    /** Whether messages wait for the network or a receiver: the agent may not sleep for long. */
    boolean isBusy() {
        return outbound.head() < outbound.tail();
    }

    long untilNextDeadline(long now) {
        return endpoint.untilNextDeadline(now);
    }

    /** No stream uses it any more: it closes when everything is out, or at the deadline. */
    void retire(long deadline) {
        retireBy = deadline;
    }

    /** A stream wants it again. @return false where it is closed already */
    boolean revive() {
        retireBy = Long.MAX_VALUE;
        return !closed;
    }

    boolean isRetired() {
        return retireBy != Long.MAX_VALUE;
    }

    /** @return whether it has just closed */
    boolean closeIfRetired(long now) {
        if (!isRetired() || closed) {
            return false;
        }
        boolean unfinished = isBusy() || !endpoint.drained();
        if (unfinished && now - retireBy < 0) {
            return false;
        }
        close();
        return true;
    }

    void close() {
        if (!closed) {
            closed = true;
            endpoint.close();
            abandon();
        }
    }

    private void abandon() {
        outbound.advance(Outbound.LOCAL, outbound.tail());
        outbound.advance(Outbound.NETWORK, outbound.tail());
    }

    private int deliverLocal(ApplicationPort[] applications) {
        long from = outbound.cursor(Outbound.LOCAL);
        long to = Math.min(outbound.tail(), from + burst);
        long position = from;
        while (position < to) {
            ApplicationPort sender = applications[Ticket.application(outbound.ticket(position))];
            int given = channels.deliverLocal(outbound.channelId(position), outbound.address(position),
                    outbound.length(position), sender);
            if (given < 0) {
                counters.increment(Counter.STALL_RECEIVER);
                break;
            }
            if (given > 0) {
                outbound.markSent(position);
                counters.increment(Counter.MESSAGES_LOCAL);
            }
            position++;
        }
        outbound.advance(Outbound.LOCAL, position);
        return (int) (position - from);
    }
}
