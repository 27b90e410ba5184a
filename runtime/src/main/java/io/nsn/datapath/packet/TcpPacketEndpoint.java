package io.nsn.datapath.packet;

import io.nsn.counters.Counters;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;
import java.lang.foreign.Arena;

/**
 * One application id over TCP in user space: one connection with every peer, from the id's port to the same port there. A
 * message is done with when all peers that are there have acknowledged it.
 */
final class TcpPacketEndpoint implements Endpoint {
    private final Arena arena = Arena.ofShared();
    private final PacketHost host;
    private final int port;
    private final int[] peerAddresses;
    private final DatapathSettings settings;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Counters counters;
    private TcpPacketPeer[] peers = {};
    private boolean attached;
    private boolean closed;

    TcpPacketEndpoint(PacketHost host, int port, int[] peerAddresses, DatapathSettings settings, Inbound inbound,
                      Outbound outbound, Counters counters) {
        this.host = host;
        this.port = port;
        this.peerAddresses = peerAddresses;
        this.settings = settings;
        this.inbound = inbound;
        this.outbound = outbound;
        this.counters = counters;
    }

    @Override
    public void start(Readiness readiness, long nowNs) {
        host.attach(readiness, counters, settings.maxRxBurst(), nowNs);
        attached = true;
        peers = new TcpPacketPeer[peerAddresses.length];
        for (int i = 0; i < peers.length; i++) {
            host.ip().neighbor(peerAddresses[i], nowNs);
            peers[i] = new TcpPacketPeer(arena, host.tcp(), host.ip().ipAddress(), peerAddresses[i], port,
                    settings.maxMessage(), inbound, outbound, counters, nowNs);
        }
    }

    @Override
    public int transmit(long nowNs) {
        long least = outbound.tail();
        int sent = 0;
        for (TcpPacketPeer peer : peers) {
            sent += peer.transmit(nowNs);
            least = Math.min(least, peer.cursor());
        }
        if (sent > 0) {
            host.flush();
        }
        int passed = (int) (least - outbound.cursor(Outbound.NETWORK));
        outbound.advance(Outbound.NETWORK, least);
        return sent + passed;
    }

    @Override
    public int poll(long nowNs) {
        int work = host.poll(nowNs);
        for (TcpPacketPeer peer : peers) {
            work += peer.tick(nowNs);
        }
        return work;
    }

    @Override
    public long untilNextDeadline(long nowNs) {
        long next = host.untilNextDeadline(nowNs);
        for (TcpPacketPeer peer : peers) {
            next = Math.min(next, peer.untilNextDeadline(nowNs));
        }
        return next;
    }

    @Override
    public boolean canSleep() {
        return host.canSleep();
    }

    @Override
    public boolean prepareToSleep() {
        return host.prepareToSleep();
    }

    @Override
    public boolean drained() {
        for (TcpPacketPeer peer : peers) {
            if (!peer.drained()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        long nowNs = System.nanoTime();
        for (TcpPacketPeer peer : peers) {
            if (peer != null) {
                peer.close(nowNs);
            }
        }
        if (attached) {
            host.flush();
            host.detach();
        }
        arena.close();
    }
}
