package io.nsn.datapath.socket;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Inbound;
import io.nsn.ffi.Native;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Receives datagrams; runs of equal ones come in one buffer (UDP_GRO) and are told apart by the segment size in a control
 * message. Agent's thread.
 */
final class UdpReceiver {
    private static final int CHANNEL_ID = 4;
    private static final int BUFFER = 1 << 16;
    private static final int CONTROL = 64;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final int fd;
    private final int port;
    private final int[] peers;
    private final Inbound inbound;
    private final Counters counters;
    private final long buffer;
    private final long message;
    private final long control;
    private final long sender;

    /** @param peers addresses that may send, from {@code port} */
    UdpReceiver(Arena arena, int fd, int port, int[] peers, Inbound inbound, Counters counters) {
        this.fd = fd;
        this.port = port;
        this.peers = peers;
        this.inbound = inbound;
        this.counters = counters;
        buffer = arena.allocate(BUFFER, 4096).address();
        message = arena.allocate(Sockets.MSGHDR_SIZE, 8).address();
        control = arena.allocate(CONTROL, 8).address();
        sender = arena.allocate(Sockets.SOCKADDR_IN_SIZE, 8).address();
        long vector = arena.allocate(16, 8).address();
        Native.MEMORY.set(LONG, vector, buffer);
        Native.MEMORY.set(LONG, vector + 8, BUFFER);
        Native.MEMORY.set(LONG, message, sender);
        Native.MEMORY.set(LONG, message + 16, vector);
        Native.MEMORY.set(LONG, message + 24, 1);
        Native.MEMORY.set(LONG, message + 32, control);
    }

    /** Receives until the socket is empty or {@code limit} messages are delivered. @return how many came */
    int receive(int limit) {
        int received = 0;
        while (received < limit) {
            Native.MEMORY.set(INT, message + 8, Sockets.SOCKADDR_IN_SIZE);
            Native.MEMORY.set(LONG, message + 40, CONTROL);
            long length = Sockets.receiveMessage(fd, message, Sockets.MSG_DONTWAIT);
            if (length < 0) {
                break; // empty, or the error of an earlier send, which reading has cleared
            }
            counters.increment(Counter.RECEIVE_CALLS);
            received += split((int) length);
        }
        return received;
    }

    private int split(int length) {
        int segment = segmentSize(length);
        int count = 0;
        boolean known = isPeer();
        for (int at = 0; at < length || count == 0; at += segment) {
            int datagram = Math.min(segment, length - at);
            count++;
            if (!known) {
                counters.increment(Counter.DROP_UNKNOWN_PEER);
            } else if (datagram < CHANNEL_ID) {
                counters.increment(Counter.DROP_MALFORMED);
            } else {
                int channelId = Native.MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, buffer + at);
                inbound.deliver(channelId, buffer + at + CHANNEL_ID, datagram - CHANNEL_ID);
            }
        }
        return count;
    }

    /** Bytes of each datagram in the buffer but the last. */
    private int segmentSize(int length) {
        long controlLength = Native.MEMORY.get(LONG, message + 40);
        if (controlLength >= 20 && Native.MEMORY.get(INT, control + 8) == Sockets.IPPROTO_UDP
                && Native.MEMORY.get(INT, control + 12) == Sockets.UDP_GRO) {
            int segment = Native.MEMORY.get(INT, control + 16);
            return segment > 0 ? segment : Math.max(1, length);
        }
        return Math.max(1, length);
    }

    private boolean isPeer() {
        int address = Ipv4Address.address(sender);
        for (int peer : peers) {
            if (peer == address) {
                return Ipv4Address.port(sender) == port;
            }
        }
        return false;
    }
}
