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
 * call; only where the socket was ready in the cycle before, too, is it read until it is empty.
 *
 * <p>While no receiver has room, what was read waits here, {@link #isStalled stalled}, and what was not waits in the
 * socket's buffer, which holds many times what a receiver's slots do. Agent's thread.
 */
final class UdpReceiver {
    private static final int CHANNEL_ID = 4;
    private static final int BUFFER = 1 << 16;
    private static final int CONTROL = 64;
    private static final int CONTROL_HEADER = 16;
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
    /** What the last call filled: so many buffers, of which this one is being given out, from {@link #at} on. */
    private int filled;
    private int current;
    private int at;
    private int length;
    private int segment;
    private UdpPeer peer;
    private boolean stalled;
    /** What the kernel has thrown away so far, modulo 2^32. */
    private int overflows;
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
        Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_RXQ_OVFL, 1);
    }

    /** Receives once or, where there is a backlog, a burst; the rest makes the socket ready again. @return how many came */
    int receive(long nowNs) {
        receivedThisCycle = true;
        int received = 0;
        int last;
        do {
            last = receiveOnce(nowNs);
            received += last;
        } while (receivedLastCycle && last > 0 && !stalled && received < burst);
        return received;
    }

    /** Whether datagrams that were received wait for room: until {@link #resume} has given out all, none must be received. */
    boolean isStalled() {
        return stalled;
    }

    /** Gives out what waits, as far as there is room. @return how many */
    int resume(long nowNs) {
        stalled = false;
        return giveOut(nowNs);
    }

    /** To be called once in every cycle of the agent, whether or not the socket was ready. */
    void endCycle() {
        receivedLastCycle = receivedThisCycle;
        receivedThisCycle = false;
    }

    private int receiveOnce(long nowNs) {
        counters.increment(Counter.RECEIVE_CALLS);
        // Less than 0: nothing there, or the error of an earlier send, which reading has cleared.
        filled = count > 1 ? Sockets.tryReceiveMessages(fd, messages, count) : receiveGroup();
        open(0);
        return giveOut(nowNs);
    }

    private int receiveGroup() {
        long received = Sockets.tryReceiveMessage(fd, message(0));
        Native.MEMORY.set(INT, message(0) + Sockets.MSGHDR_SIZE, (int) received);
        return received < 0 ? 0 : 1;
    }

    /** The datagrams of a buffer are next, if it was filled. */
    private void open(int index) {
        current = index;
        at = 0;
        if (index < filled) {
            length = Native.MEMORY.get(INT, message(index) + Sockets.MSGHDR_SIZE);
            segment = Math.max(1, length);
            readControl(index);
            peer = peer(sender(index));
            expect(index);
        }
    }

    private int giveOut(long nowNs) {
        int datagrams = 0;
        while (current < filled) {
            if (!inbound.hasRoom()) {
                stalled = true;
                return datagrams;
            }
            if (peer == null) {
                counters.increment(Counter.DROP_UNKNOWN_PEER);
            } else {
                take(buffer(current) + at, Math.min(segment, length - at), nowNs);
            }
            datagrams++;
            at += segment;
            if (at >= length) {
                open(current + 1);
            }
        }
        return datagrams;
    }

    private void take(long datagram, int bytes, long nowNs) {
        if (bytes < CHANNEL_ID) {
            counters.increment(Counter.DROP_MALFORMED);
            return;
        }
        int channelId = Native.MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, datagram);
        if (channelId == MessagePart.MARKER) {
            peer.reassembler.accept(datagram, bytes, nowNs);
        } else {
            inbound.deliver(channelId, datagram + CHANNEL_ID, bytes - CHANNEL_ID);
        }
    }

    /** What the kernel tells of a buffer: the bytes of each datagram in it but the last, and how many it has thrown away. */
    private void readControl(int index) {
        long end = control(index) + Native.MEMORY.get(LONG, message(index) + 40);
        for (long entry = control(index); entry + CONTROL_HEADER < end; ) {
            int level = Native.MEMORY.get(INT, entry + 8);
            int type = Native.MEMORY.get(INT, entry + 12);
            int value = Native.MEMORY.get(INT, entry + CONTROL_HEADER);
            if (level == Sockets.IPPROTO_UDP && type == Sockets.UDP_GRO && value > 0) {
                segment = value;
            } else if (level == Sockets.SOL_SOCKET && type == Sockets.SO_RXQ_OVFL) {
                counters.add(Counter.DROP_SOCKET_FULL, value - overflows);
                overflows = value;
            }
            entry += Native.MEMORY.get(LONG, entry) + 7 & -8L;
        }
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
