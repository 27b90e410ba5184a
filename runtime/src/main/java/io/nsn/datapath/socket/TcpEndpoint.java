package io.nsn.datapath.socket;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;
import io.nsn.ffi.Memory;
import io.nsn.ffi.Native;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * One application id on tcpsock: listens, and keeps one connection with every peer. A message is done with when it is
 * written to all peers that are there: the slowest sets the pace.
 */
final class TcpEndpoint implements Endpoint {
    private final Arena arena = Arena.ofShared();
    private final int listener;
    private final int ownAddress;
    private final int port;
    private final int[] peerAddresses;
    private final int maxMessage;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Counters counters;
    private final long sender = arena.allocate(Sockets.SOCKADDR_IN_SIZE, 8).address();
    private final long senderLength = arena.allocate(8, 8).address();
    private TcpPeer[] peers = {};
    private Readiness readiness;
    private boolean closed;

    TcpEndpoint(int listener, int ownAddress, int port, int[] peerAddresses, DatapathSettings settings,
                Inbound inbound, Outbound outbound, Counters counters) {
        this.listener = listener;
        this.ownAddress = ownAddress;
        this.port = port;
        this.peerAddresses = peerAddresses;
        this.inbound = inbound;
        this.outbound = outbound;
        this.counters = counters;
        maxMessage = settings.maxMessage();
    }

    @Override
    public void start(Readiness readiness, long nowNs) {
        this.readiness = readiness;
        peers = new TcpPeer[peerAddresses.length];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new TcpPeer(arena, ownAddress, peerAddresses[i], port, maxMessage, inbound, outbound, counters,
                    readiness, nowNs);
        }
        readiness.add(listener, Sockets.EPOLLIN, (events, now) -> accept());
    }

    @Override
    public int transmit(long nowNs) {
        long least = outbound.tail();
        int finished = 0;
        for (TcpPeer peer : peers) {
            finished += peer.write();
            least = Math.min(least, peer.cursor());
        }
        int passed = (int) (least - outbound.cursor(Outbound.NETWORK));
        outbound.advance(Outbound.NETWORK, least);
        return finished + passed;
    }

    @Override
    public int poll(long nowNs) {
        int work = 0;
        for (TcpPeer peer : peers) {
            work += peer.tick(nowNs);
        }
        return work;
    }

    @Override
    public long untilNextDeadline(long nowNs) {
        long next = Long.MAX_VALUE;
        for (TcpPeer peer : peers) {
            next = Math.min(next, peer.untilNextDeadline(nowNs));
        }
        return next;
    }

    @Override
    public boolean canSleep() {
        return true;
    }

    @Override
    public boolean drained() {
        for (TcpPeer peer : peers) {
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
        for (TcpPeer peer : peers) {
            peer.close();
        }
        if (readiness != null) {
            readiness.remove(listener);
        }
        Memory.close(listener);
        arena.close();
    }

    private int accept() {
        Native.MEMORY.set(ValueLayout.JAVA_INT, senderLength, Sockets.SOCKADDR_IN_SIZE);
        int connection = Sockets.accept(listener, sender, senderLength, Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC);
        if (connection < 0) {
            return 0;
        }
        TcpPeer peer = Ipv4Address.port(sender) == port ? peer(Ipv4Address.address(sender)) : null;
        if (peer == null) {
            counters.increment(Counter.CONNECTIONS_REFUSED);
            Memory.close(connection);
        } else {
            peer.accepted(connection);
        }
        return 1;
    }

    private TcpPeer peer(int address) {
        for (TcpPeer peer : peers) {
            if (peer.address() == address) {
                return peer;
            }
        }
        return null;
    }
}
