package io.nsn.daemon;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Inbound;
import java.util.Arrays;

/**
 * The sinks of one application id and reliability, by channel id: where the arrivals of its endpoints and the messages
 * from this host go. A lookup reads two arrays; a change, which is rare, makes new ones. Agent's thread only.
 */
final class ChannelTable implements Inbound {
    private static final SinkPort[] NOBODY = {};

    private final boolean reliable;
    private final int maxMessage;
    private final Counters counters;
    private final Wakeups wakeups;
    private int[] channels = new int[2];
    private SinkPort[][] sinks = new SinkPort[2][];
    private int used;
    /** The applications that have sinks here, each once, and how many. */
    private ApplicationPort[] applications = {};
    private int[] sinksOf = {};

    ChannelTable(boolean reliable, int maxMessage, Counters counters, Wakeups wakeups) {
        this.reliable = reliable;
        this.maxMessage = maxMessage;
        this.counters = counters;
        this.wakeups = wakeups;
    }

    void add(SinkPort sink) {
        SinkPort[] old = lookup(sink.channelId);
        SinkPort[] grown = Arrays.copyOf(old, old.length + 1);
        grown[old.length] = sink;
        put(sink.channelId, grown);
        count(sink.application, 1);
    }

    void remove(SinkPort sink) {
        put(sink.channelId, Arrays.stream(lookup(sink.channelId)).filter(other -> other != sink)
                .toArray(SinkPort[]::new));
        count(sink.application, -1);
    }

    /** Whether there is a sink at all. */
    boolean isEmpty() {
        return applications.length == 0;
    }

    @Override
    public boolean hasRoom() {
        for (ApplicationPort application : applications) {
            if (application.hasReceiveSlot()) {
                return true;
            }
        }
        return applications.length == 0;
    }

    private void count(ApplicationPort application, int more) {
        int at = Arrays.asList(applications).indexOf(application);
        if (at < 0) {
            at = applications.length;
            applications = Arrays.copyOf(applications, at + 1);
            applications[at] = application;
            sinksOf = Arrays.copyOf(sinksOf, at + 1);
        }
        sinksOf[at] += more;
        if (sinksOf[at] == 0) {
            int last = applications.length - 1;
            applications[at] = applications[last];
            sinksOf[at] = sinksOf[last];
            applications = Arrays.copyOf(applications, last);
            sinksOf = Arrays.copyOf(sinksOf, last);
        }
    }

    @Override
    public boolean deliver(int channelId, long address, int length) {
        if (length > maxMessage) {
            counters.increment(Counter.DROP_TOO_LONG);
            return true;
        }
        SinkPort[] receivers = lookup(channelId);
        if (receivers.length == 0) {
            counters.increment(Counter.DROP_NO_SINK);
        } else if (give(receivers, address, length, null) < 0) {
            return false;
        }
        counters.increment(Counter.MESSAGES_RECEIVED);
        counters.add(Counter.BYTES_RECEIVED, length);
        return true;
    }

    /**
     * Gives a message of this host to every sink of its channel in other applications than the sender's.
     *
     * @return how many got it, or -1 where a reliable receiver has no room and nobody got it
     */
    int deliverLocal(int channelId, long address, int length, ApplicationPort sender) {
        SinkPort[] receivers = lookup(channelId);
        return receivers.length == 0 ? 0 : give(receivers, address, length, sender);
    }

    private int give(SinkPort[] receivers, long address, int length, ApplicationPort except) {
        if (reliable && !reserve(receivers, except)) {
            return -1;
        }
        int given = 0;
        for (SinkPort sink : receivers) {
            if (sink.application == except) {
                continue;
            }
            if (!sink.application.hasReceiveSlot()) {
                counters.increment(Counter.DROP_NO_SLOT);
            } else if (!sink.ringHasRoom()) {
                counters.increment(Counter.DROP_RING_FULL);
            } else {
                sink.put(address, length, wakeups);
                counters.increment(Counter.COPIES);
                counters.increment(Counter.MESSAGES_DELIVERED);
                given++;
            }
        }
        return given;
    }

    /** Whether every receiver has room, counting that several sinks may take from one application's slots. */
    private static boolean reserve(SinkPort[] receivers, ApplicationPort except) {
        boolean room = true;
        for (SinkPort sink : receivers) {
            if (sink.application != except) {
                room &= sink.application.reserveReceiveSlot() && sink.ringHasRoom();
            }
        }
        for (SinkPort sink : receivers) {
            sink.application.clearReservations();
        }
        return room;
    }

    private SinkPort[] lookup(int channelId) {
        int mask = channels.length - 1;
        for (int at = hash(channelId) & mask; sinks[at] != null; at = at + 1 & mask) {
            if (channels[at] == channelId) {
                return sinks[at];
            }
        }
        return NOBODY;
    }

    private void put(int channelId, SinkPort[] receivers) {
        int mask = channels.length - 1;
        int at = hash(channelId) & mask;
        while (sinks[at] != null && channels[at] != channelId) {
            at = at + 1 & mask;
        }
        if (sinks[at] == null && 2 * (used + 1) > channels.length) {
            rehash();
            put(channelId, receivers);
            return;
        }
        if (sinks[at] == null) {
            used++;
        }
        channels[at] = channelId;
        sinks[at] = receivers;
    }

    /** Doubles the table and leaves out channels that lost their last sink. */
    private void rehash() {
        int[] oldChannels = channels;
        SinkPort[][] oldSinks = sinks;
        channels = new int[2 * oldChannels.length];
        sinks = new SinkPort[2 * oldChannels.length][];
        used = 0;
        for (int at = 0; at < oldChannels.length; at++) {
            if (oldSinks[at] != null && oldSinks[at].length > 0) {
                put(oldChannels[at], oldSinks[at]);
            }
        }
    }

    private static int hash(int channelId) {
        int mixed = channelId * 0x9e3779b9;
        return mixed ^ mixed >>> 16;
    }
}
