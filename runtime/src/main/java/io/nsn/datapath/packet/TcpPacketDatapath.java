package io.nsn.datapath.packet;

import io.nsn.counters.Counters;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;

/** TCP in user space on one host, whatever its port is. */
final class TcpPacketDatapath implements Datapath {
    private final PacketHost host;
    private final DatapathSettings settings;
    private final int[] peers;
    private final Runnable release;

    /** @param release gives the host back */
    TcpPacketDatapath(PacketHost host, DatapathSettings settings, Runnable release) throws DatapathException {
        this.host = host;
        this.settings = settings;
        this.release = release;
        peers = Ipv4Text.peers(settings);
    }

    @Override
    public Endpoint open(int applicationId, Inbound inbound, Outbound outbound, Counters counters) {
        return new TcpPacketEndpoint(host, applicationId, peers, settings, inbound, outbound, counters);
    }

    @Override
    public Endpoint presence(Counters counters) {
        return new HostPresence(host, settings.maxRxBurst(), counters);
    }

    @Override
    public void close() {
        release.run();
    }
}
