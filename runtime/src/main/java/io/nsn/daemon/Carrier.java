package io.nsn.daemon;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;
import java.util.Arrays;

/**
 * One application id on one datapath: the endpoint, what is on its way out, and the sinks here that its messages also
 * go to. Agent's thread only.
 */
final class Carrier {
    /** Messages looked at in one turn of the delivery on this host. */
    private static final int SCAN = 256;

    private final Endpoint endpoint;
    private final ChannelTable channels;
    private final Outbound outbound;
    private final Counters counters;
    private final int burst;
    /** The pass of the delivery on this host through what waits: where it is, and where it ends. */
    private long scan;
    private long passEnd;
    private long pass;
    /** By sender, the last pass in which it had to wait. */
    private long[] waitsInPass = new long[8];
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

    /** Makes room for all slots of an application; allocates. */
    void expect(int slots) {
        outbound.ensureCapacity(slots);
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
            work += channels.isEmpty() ? passAll() : deliverLocal(applications);
        }
        if (outbound.cursor(Outbound.NETWORK) < outbound.tail()) {
            work += endpoint.transmit(now);
        }
        return work;
    }

    boolean canSleep() {
        return endpoint.canSleep();
    }

    boolean prepareToSleep() {
        return endpoint.prepareToSleep();
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

    /** Nobody on this host receives anything. */
    private int passAll() {
        int passed = (int) (outbound.tail() - outbound.cursor(Outbound.LOCAL));
        outbound.advance(Outbound.LOCAL, outbound.tail());
        return passed;
    }

    /**
     * Delivers at most a burst on this host, each sender's messages in order. One whose receiver has no room waits
     * alone: that receiver's slots may themselves be messages further back, which have to get past.
     */
    private int deliverLocal(ApplicationPort[] applications) {
        startPass(applications.length);
        long end = Math.min(passEnd, scan + SCAN);
        int passed = 0;
        for (; scan < end && passed < burst; scan++) {
            int sender = Ticket.application(outbound.ticket(scan));
            if (outbound.isPassedLocally(scan) || waitsInPass[sender] == pass) {
                continue;
            }
            int given = channels.deliverLocal(outbound.channelId(scan), outbound.address(scan), outbound.length(scan),
                    applications[sender]);
            if (given < 0) {
                counters.increment(Counter.STALL_RECEIVER);
                waitsInPass[sender] = pass;
                continue;
            }
            if (given > 0) {
                outbound.markSent(scan);
                counters.increment(Counter.MESSAGES_LOCAL);
            }
            outbound.passLocally(scan);
            passed++;
        }
        return scan < passEnd ? passed + 1 : passed;
    }

    /** Where the last pass has reached its end, the next one begins at what was not delivered. */
    private void startPass(int applications) {
        if (applications > waitsInPass.length) {
            waitsInPass = Arrays.copyOf(waitsInPass, applications);
        }
        scan = Math.max(scan, outbound.cursor(Outbound.LOCAL));
        if (scan >= passEnd) {
            scan = outbound.cursor(Outbound.LOCAL);
            passEnd = outbound.tail();
            pass++;
        }
    }
}
