package io.nsn.datapath.socket;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;
import io.nsn.ffi.Memory;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;

/** One application id on udpsock: a bound socket, and each message to every peer, as a datagram of its own or in parts. */
final class UdpEndpoint implements Endpoint {
    private static final long STALL_RETRY_NS = 50_000;

    private final Arena arena = Arena.ofShared();
    private final int fd;
    private final Outbound outbound;
    private final Counters counters;
    private final UdpPeer[] peers;
    private final UdpSender sender;
    private final UdpReceiver receiver;
    private Readiness readiness;
    private boolean closed;

    /**
     * @param mtus    for each peer, bytes of an IP packet on the way to it
     * @param grouped whether the socket has UDP_GRO on
     */
    UdpEndpoint(int fd, int port, int[] peerAddresses, int[] mtus, boolean grouped, DatapathSettings settings,
                Inbound inbound, Outbound outbound, Counters counters) {
        this.fd = fd;
        this.outbound = outbound;
        this.counters = counters;
        peers = new UdpPeer[peerAddresses.length];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new UdpPeer(arena, peerAddresses[i], port, mtus[i], settings, inbound, counters);
        }
        sender = new UdpSender(arena, fd, outbound, counters);
        receiver = new UdpReceiver(arena, fd, port, peers, grouped, settings.maxRxBurst(), inbound, counters);
    }

    @Override
    public void start(Readiness readiness, long nowNs) {
        this.readiness = readiness;
        watch();
    }

    @Override
    public int transmit(long nowNs) {
        long from = outbound.cursor(Outbound.NETWORK);
        long to = Math.min(outbound.tail(), from + UdpSender.WINDOW);
        long least = to;
        int done = 0;
        for (UdpPeer peer : peers) {
            done += sender.send(peer, to);
            least = Math.min(least, peer.cursor);
        }
        outbound.advance(Outbound.NETWORK, least);
        return done + (int) (least - from);
    }

    @Override
    public int poll(long nowNs) {
        receiver.endCycle();
        int work = resume(nowNs);
        for (UdpPeer peer : peers) {
            work += peer.reassembler.expire(nowNs);
        }
        return work;
    }

    @Override
    public long untilNextDeadline(long nowNs) {
        long next = receiver.isStalled() ? STALL_RETRY_NS : Long.MAX_VALUE;
        for (UdpPeer peer : peers) {
            next = Math.min(next, peer.reassembler.untilNextDeadline(nowNs));
        }
        return next;
    }

    @Override
    public boolean canSleep() {
        return true;
    }

    @Override
    public boolean drained() {
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (readiness != null && !receiver.isStalled()) {
                readiness.remove(fd);
            }
            Memory.close(fd);
            arena.close();
        }
    }

    private void watch() {
        readiness.add(fd, Sockets.EPOLLIN, (events, now) -> receive(now));
    }

    private int receive(long nowNs) {
        int received = receiver.receive(nowNs);
        if (receiver.isStalled()) {
            readiness.remove(fd); // level-triggered: not watched until there is room again
            counters.increment(Counter.STALL_RECEIVER);
        }
        return received;
    }

    /** Goes on where a lack of room stopped it. */
    private int resume(long nowNs) {
        if (!receiver.isStalled()) {
            return 0;
        }
        int received = receiver.resume(nowNs);
        if (!receiver.isStalled()) {
            watch();
        }
        return received;
    }
}
