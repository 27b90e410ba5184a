package io.nsn.datapath.socket;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.MessagePart;
import io.nsn.ffi.Memory;
import io.nsn.ffi.Native;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Receives datagrams. Where the kernel groups runs of equal ones (UDP_GRO), they come in one buffer and are told apart by
 * the segment size in a control message; elsewhere one call fills many buffers (recvmmsg). A lone datagram costs one
 * call; only where the socket was ready in the cycle before, too, is it read until it is empty. Agent's thread.
 */
final class UdpReceiver {
    private static final int CHANNEL_ID = 4;
    private static final int BUFFER = 1 << 16;
    private static final int CONTROL = 64;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final int fd;
    private final int port;
    private final UdpPeer[] peers;
    private final Inbound inbound;
    private final Counters counters;
    /** Buffers, each with a {@code struct mmsghdr}, control bytes and the sender's address. */
    private final int count;
    private final int burst;
    private final long buffers;
    private final long messages;
    private final long controls;
    private final long senders;
    private boolean receivedThisCycle;
    private boolean receivedLastCycle;

    /**
     * @param peers   who may send, from {@code port}
     * @param grouped whether the socket has UDP_GRO on
     * @param burst   datagrams of one turn, the last group not counted
     */
    UdpReceiver(Arena arena, int fd, int port, UdpPeer[] peers, boolean grouped, int burst, Inbound inbound,
                Counters counters) {
        this.fd = fd;
        this.port = port;
        this.peers = peers;
        this.inbound = inbound;
        this.counters = counters;
        this.burst = burst;
        count = grouped ? 1 : burst;
        buffers = Memory.allocateUntouched(arena, (long) BUFFER * count);
        messages = arena.allocate((long) Sockets.MMSGHDR_SIZE * count, 8).address();
        controls = arena.allocate((long) CONTROL * count, 8).address();
        senders = arena.allocate((long) Sockets.SOCKADDR_IN_SIZE * count, 8).address();
        long vectors = arena.allocate(16L * count, 8).address();
        for (int i = 0; i < count; i++) {
            Native.MEMORY.set(LONG, vectors + 16L * i, buffer(i));
            Native.MEMORY.set(LONG, vectors + 16L * i + 8, BUFFER);
            Native.MEMORY.set(LONG, message(i), sender(i));
            Native.MEMORY.set(LONG, message(i) + 16, vectors + 16L * i);
            Native.MEMORY.set(LONG, message(i) + 24, 1);
            Native.MEMORY.set(LONG, message(i) + 32, control(i));
            expect(i);
        }
    }

    /** Receives once or, where there is a backlog, a burst; the rest makes the socket ready again. @return how many came */
    int receive(long nowNs) {
        receivedThisCycle = true;
        int received = 0;
        int last;
        do {
            last = receiveOnce(nowNs);
            received += last;
        } while (receivedLastCycle && last > 0 && received < burst);
        return received;
    }

    /** To be called once in every cycle of the agent, whether or not the socket was ready. */
    void endCycle() {
        receivedLastCycle = receivedThisCycle;
        receivedThisCycle = false;
    }

    private int receiveOnce(long nowNs) {
        counters.increment(Counter.RECEIVE_CALLS);
        if (count > 1) {
            return receiveEach(nowNs);
        }
        long length = Sockets.receiveMessage(fd, message(0), Sockets.MSG_DONTWAIT);
        // Less than 0: nothing there, or the error of an earlier send, which reading has cleared.
        return length < 0 ? 0 : split(0, (int) length, nowNs);
    }

    private int receiveEach(long nowNs) {
        int received = Sockets.receiveMessages(fd, messages, count, Sockets.MSG_DONTWAIT);
        int datagrams = 0;
        for (int i = 0; i < received; i++) {
            datagrams += split(i, Native.MEMORY.get(INT, message(i) + Sockets.MSGHDR_SIZE), nowNs);
        }
        return datagrams;
    }

    private int split(int index, int length, long nowNs) {
        int segment = segmentSize(index, length);
        UdpPeer peer = peer(sender(index));
        expect(index);
        int datagrams = 0;
        for (int at = 0; at < length || datagrams == 0; at += segment) {
            datagrams++;
            if (peer == null) {
                counters.increment(Counter.DROP_UNKNOWN_PEER);
            } else {
                take(peer, buffer(index) + at, Math.min(segment, length - at), nowNs);
            }
        }
        return datagrams;
    }

    private void take(UdpPeer peer, long datagram, int length, long nowNs) {
        if (length < CHANNEL_ID) {
            counters.increment(Counter.DROP_MALFORMED);
            return;
        }
        int channelId = Native.MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, datagram);
        if (channelId == MessagePart.MARKER) {
            peer.reassembler.accept(datagram, length, nowNs);
        } else {
            inbound.deliver(channelId, datagram + CHANNEL_ID, length - CHANNEL_ID);
        }
    }

    /** Bytes of each datagram in a buffer but the last. */
    private int segmentSize(int index, int length) {
        long control = control(index);
        if (Native.MEMORY.get(LONG, message(index) + 40) >= 20
                && Native.MEMORY.get(INT, control + 8) == Sockets.IPPROTO_UDP
                && Native.MEMORY.get(INT, control + 12) == Sockets.UDP_GRO) {
            int segment = Native.MEMORY.get(INT, control + 16);
            return segment > 0 ? segment : Math.max(1, length);
        }
        return Math.max(1, length);
    }

    private UdpPeer peer(long sender) {
        int address = Ipv4Address.address(sender);
        for (UdpPeer peer : peers) {
            if (peer.address == address) {
                return Ipv4Address.port(sender) == port ? peer : null;
            }
        }
        return null;
    }

    /** Makes a header ready for the next call, which writes the lengths over. */
    private void expect(int index) {
        Native.MEMORY.set(INT, message(index) + 8, Sockets.SOCKADDR_IN_SIZE);
        Native.MEMORY.set(LONG, message(index) + 40, CONTROL);
    }

    private long buffer(int index) {
        return buffers + (long) BUFFER * index;
    }

    private long message(int index) {
        return messages + (long) Sockets.MMSGHDR_SIZE * index;
    }

    private long control(int index) {
        return controls + (long) CONTROL * index;
    }

    private long sender(int index) {
        return senders + (long) Sockets.SOCKADDR_IN_SIZE * index;
    }
}
