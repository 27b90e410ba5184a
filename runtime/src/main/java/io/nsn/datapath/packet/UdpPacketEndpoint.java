package io.nsn.datapath.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.MessagePart;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;
import io.nsn.datapath.Reassembler;
import io.nsn.ffi.Native;
import io.nsn.stack.udp.UdpFlow;
import java.lang.foreign.Arena;

/** One application id over UDP in user space: each message to every peer, as a datagram of its own or in parts. */
final class UdpPacketEndpoint implements Endpoint {
    private static final int CHANNEL_ID = 4;

    private final Arena arena = Arena.ofShared();
    private final PacketHost host;
    private final int port;
    private final int[] peerAddresses;
    private final DatapathSettings settings;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Counters counters;
    private final UdpPacketSender sender;
    private UdpPacketPeer[] peers = {};
    private boolean attached;
    private boolean closed;

    UdpPacketEndpoint(PacketHost host, int port, int[] peerAddresses, DatapathSettings settings, Inbound inbound,
                      Outbound outbound, Counters counters) {
        this.host = host;
        this.port = port;
        this.peerAddresses = peerAddresses;
        this.settings = settings;
        this.inbound = inbound;
        this.outbound = outbound;
        this.counters = counters;
        sender = new UdpPacketSender(host, outbound, settings.maxTxBurst(), counters);
    }

    @Override
    public void start(Readiness readiness, long nowNs) {
        peers = new UdpPacketPeer[peerAddresses.length];
        for (int i = 0; i < peers.length; i++) {
            UdpFlow flow = new UdpFlow(host.ip(), host.ip().neighbor(peerAddresses[i], nowNs), port, port,
                    MessagePart.HEADER);
            peers[i] = new UdpPacketPeer(peerAddresses[i], flow,
                    new Reassembler(arena, settings.maxMessage(), inbound, counters));
        }
        if (!host.udp().open(port, this::onDatagram)) {
            throw new IllegalStateException("UDP port " + port + " of " + Ipv4Text.of(host.ip().ipAddress())
                    + " has an endpoint already");
        }
        host.attach(readiness, counters, settings.maxRxBurst(), nowNs);
        host.addReceiver(inbound);
        attached = true;
    }

    @Override
    public int transmit(long nowNs) {
        long from = outbound.cursor(Outbound.NETWORK);
        long to = Math.min(outbound.tail(), from + UdpPacketSender.WINDOW);
        long least = to;
        int done = 0;
        for (UdpPacketPeer peer : peers) {
            done += sender.send(peer, to);
            least = Math.min(least, peer.cursor);
        }
        if (done > 0) {
            host.flush();
        }
        long released = sender.released(from, least);
        outbound.advance(Outbound.NETWORK, released);
        return done + (int) (released - from);
    }

    @Override
    public int poll(long nowNs) {
        int work = host.poll(nowNs);
        for (UdpPacketPeer peer : peers) {
            work += peer.reassembler.expire(nowNs);
        }
        return work;
    }

    @Override
    public long untilNextDeadline(long nowNs) {
        long next = host.untilNextDeadline(nowNs);
        for (UdpPacketPeer peer : peers) {
            next = Math.min(next, peer.reassembler.untilNextDeadline(nowNs));
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
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (attached) {
                host.udp().close(port);
                host.removeReceiver(inbound);
                host.flush(); // the port refers to no slot any more
                host.detach();
            }
            arena.close();
        }
    }

    private void onDatagram(long nowNs, int sourceIp, int sourcePort, long payload, int length) {
        UdpPacketPeer peer = sourcePort == port ? peer(sourceIp) : null;
        if (peer == null) {
            counters.increment(Counter.DROP_UNKNOWN_PEER);
        } else if (length < CHANNEL_ID) {
            counters.increment(Counter.DROP_MALFORMED);
        } else {
            int channelId = Native.MEMORY.get(JAVA_INT_UNALIGNED, payload);
            if (channelId == MessagePart.MARKER) {
                peer.reassembler.accept(payload, length, nowNs);
            } else {
                inbound.deliver(channelId, payload + CHANNEL_ID, length - CHANNEL_ID);
            }
        }
    }

    private UdpPacketPeer peer(int address) {
        for (UdpPacketPeer peer : peers) {
            if (peer.ipAddress == address) {
                return peer;
            }
        }
        return null;
    }
}
