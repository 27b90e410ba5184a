package io.nsn.datapath.socket;

import io.nsn.counters.Counters;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;
import io.nsn.ffi.Memory;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;

/** One application id on udpsock: a bound socket, and each message to every peer as a datagram of its own. */
final class UdpEndpoint implements Endpoint {
    private final Arena arena = Arena.ofShared();
    private final int fd;
    private final Outbound outbound;
    private final UdpSender sender;
    private final UdpReceiver receiver;
    private final long[] peers;
    /** How far each peer has been served: the network's cursor is the least of them. */
    private final long[] cursors;
    private final int receiveBurst;
    private Readiness readiness;
    private boolean closed;

    UdpEndpoint(int fd, int port, int[] peerAddresses, DatapathSettings settings, Inbound inbound, Outbound outbound,
                Counters counters) {
        this.fd = fd;
        this.outbound = outbound;
        sender = new UdpSender(arena, fd, outbound, counters);
        receiver = new UdpReceiver(arena, fd, port, peerAddresses, inbound, counters);
        receiveBurst = settings.maxRxBurst();
        peers = new long[peerAddresses.length];
        cursors = new long[peerAddresses.length];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = Ipv4Address.socketAddress(arena, peerAddresses[i], port);
        }
    }

    @Override
    public void start(Readiness readiness, long nowNs) {
        this.readiness = readiness;
        readiness.add(fd, Sockets.EPOLLIN, (events, now) -> receiver.receive(receiveBurst));
    }

    @Override
    public int transmit(long nowNs) {
        long from = outbound.cursor(Outbound.NETWORK);
        long to = Math.min(outbound.tail(), from + UdpSender.MAX_RUN);
        long least = to;
        for (int peer = 0; peer < peers.length; peer++) {
            cursors[peer] = sender.send(peers[peer], Math.max(from, cursors[peer]), to);
            least = Math.min(least, cursors[peer]);
        }
        outbound.advance(Outbound.NETWORK, least);
        return (int) (least - from);
    }

    @Override
    public int poll(long nowNs) {
        return 0;
    }

    @Override
    public long untilNextDeadline(long nowNs) {
        return Long.MAX_VALUE;
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
            if (readiness != null) {
                readiness.remove(fd);
            }
            Memory.close(fd);
            arena.close();
        }
    }
}
