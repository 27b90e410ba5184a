package io.nsn.daemon;

import io.nsn.counters.Counters;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Outbound;
import java.util.HashMap;
import java.util.Map;

/** Which carriers exist, and how many streams use each: one that nobody uses is retired. Conductor's thread. */
final class Carriers {
    private static final long RETIRE_WITHIN_NS = 2_000_000_000L;
    private static final int FIRST_CAPACITY = 64;

    private record Key(String datapath, int applicationId, boolean reliable) {}

    /** A stream's hold on a carrier. */
    static final class Lease {
        private final Key key;
        private Carrier carrier;
        private int streams;

        private Lease(Key key) {
            this.key = key;
        }

        Carrier carrier() {
            return carrier;
        }

        String datapath() {
            return key.datapath();
        }
    }

    private final Datapaths datapaths;
    private final DatapathAgentProxy agent;
    private final Wakeups wakeups;
    private final Counters counters;
    private final int burst;
    private final int maxMessage;
    private final Map<Key, Lease> leases = new HashMap<>();
    private final Map<Integer, ChannelTable> reliableChannels = new HashMap<>();
    private final Map<Integer, ChannelTable> unreliableChannels = new HashMap<>();

    Carriers(Datapaths datapaths, DatapathAgentProxy agent, Wakeups wakeups, Counters counters, int burst,
             int maxMessage) {
        this.datapaths = datapaths;
        this.agent = agent;
        this.wakeups = wakeups;
        this.counters = counters;
        this.burst = burst;
        this.maxMessage = maxMessage;
    }

    /** From now on this host is there for others, on every datapath. */
    void appear() {
        for (String name : datapaths.names()) {
            Endpoint presence = datapaths.running(name).presence(counters);
            if (presence != null) {
                Carrier carrier = new Carrier(presence, null, new Outbound(1, agent.completion()), counters, burst);
                agent.run(a -> a.addCarrier(carrier));
            }
        }
    }

    /** @throws DatapathException where no endpoint can be opened; one line with the cure */
    Lease acquire(String datapath, int applicationId, boolean reliable) throws DatapathException {
        Key key = new Key(datapath, applicationId, reliable);
        Lease lease = leases.computeIfAbsent(key, Lease::new);
        try {
            if (lease.carrier == null || !agent.call(any -> lease.carrier.revive())) {
                lease.carrier = open(key);
                agent.run(a -> a.addCarrier(lease.carrier));
            }
        } catch (DatapathException e) {
            leases.remove(key, lease);
            throw e;
        }
        lease.streams++;
        return lease;
    }

    void release(Lease lease) {
        if (--lease.streams == 0) {
            long deadline = System.nanoTime() + RETIRE_WITHIN_NS;
            agent.run(any -> lease.carrier.retire(deadline));
        }
    }

    /** A retired carrier has closed: forget it, unless a stream has come back to its key since. */
    void closed(Carrier carrier) {
        leases.values().removeIf(lease -> lease.carrier == carrier && lease.streams == 0);
    }

    private Carrier open(Key key) throws DatapathException {
        Datapath datapath = datapaths.running(key.datapath());
        ChannelTable channels = (key.reliable() ? reliableChannels : unreliableChannels).computeIfAbsent(
                key.applicationId(), id -> new ChannelTable(key.reliable(), maxMessage, counters, wakeups));
        Outbound outbound = new Outbound(FIRST_CAPACITY, agent.completion());
        Endpoint endpoint = datapath.open(key.applicationId(), channels, outbound, counters);
        return new Carrier(endpoint, channels, outbound, counters, burst);
    }
}
