package io.nsn.datapath.socket;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Outbound;
import io.nsn.ffi.Native;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Sends datagrams of channel id and payload, gathered from private memory and the slot. A run of messages of one length
 * goes out in one call, which the kernel cuts into datagrams (UDP_SEGMENT); a lone message costs nothing for that.
 * Agent's thread.
 */
final class UdpSender {
    /** Datagrams that the kernel cuts from one call at most. */
    static final int MAX_RUN = 64;

    private static final int CHANNEL_ID = 4;
    private static final int MAX_RUN_BYTES = 65_000;
    private static final int VECTOR = 16;
    private static final int SEGMENT_CONTROL = 24;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final int fd;
    private final Outbound outbound;
    private final Counters counters;
    private final long headers;
    private final long vectors;
    private final long message;
    private final long control;
    private boolean segmentation = true;

    UdpSender(Arena arena, int fd, Outbound outbound, Counters counters) {
        this.fd = fd;
        this.outbound = outbound;
        this.counters = counters;
        headers = arena.allocate((long) CHANNEL_ID * MAX_RUN, 64).address();
        vectors = arena.allocate(2L * VECTOR * MAX_RUN, 64).address();
        message = arena.allocate(Sockets.MSGHDR_SIZE, 8).address();
        control = arena.allocate(SEGMENT_CONTROL, 8).address();
        Native.MEMORY.set(INT, message + 8, Sockets.SOCKADDR_IN_SIZE);
        Native.MEMORY.set(LONG, message + 16, vectors);
        Native.MEMORY.set(LONG, control, 18L); // a header of 16 bytes and the segment's 16-bit size
        Native.MEMORY.set(INT, control + 8, Sockets.IPPROTO_UDP);
        Native.MEMORY.set(INT, control + 12, Sockets.UDP_SEGMENT);
    }

    /**
     * Sends messages {@code [from, to)}, or as many as the socket takes, to one peer.
     *
     * @return the position after the last one that is done with
     */
    long send(long socketAddress, long from, long to) {
        Native.MEMORY.set(LONG, message, socketAddress);
        long position = from;
        while (position < to) {
            int run = gather(position, to);
            long sent = call(run, outbound.length(position) + CHANNEL_ID);
            if (sent == -NativeException.EAGAIN || sent == -NativeException.ENOBUFS) {
                counters.increment(Counter.STALL_SENDER);
                return position;
            }
            if (sent < 0 && run > 1 && mayBeSegmentation((int) -sent)) {
                segmentation = false;
                continue;
            }
            if (sent < 0) {
                // An answer to an earlier datagram (ECONNREFUSED and its like) or a route that is gone: this run is lost.
                counters.add(Counter.DROP_SEND_REFUSED, run);
            } else {
                for (int i = 0; i < run; i++) {
                    outbound.markSent(position + i);
                }
            }
            position += run;
        }
        return position;
    }

    /** Points the vectors at a run of messages: all as long as the first, but for the last, which may be shorter. */
    private int gather(long from, long to) {
        int size = outbound.length(from) + CHANNEL_ID;
        int most = segmentation ? Math.min(MAX_RUN, Math.max(1, MAX_RUN_BYTES / size)) : 1;
        int run = 0;
        while (run < most && from + run < to) {
            int length = outbound.length(from + run) + CHANNEL_ID;
            if (length > size) {
                break;
            }
            add(run++, from);
            if (length < size) {
                break;
            }
        }
        return run;
    }

    private void add(int index, long first) {
        long position = first + index;
        long header = headers + (long) CHANNEL_ID * index;
        long vector = vectors + 2L * VECTOR * index;
        Native.MEMORY.set(INT, header, outbound.channelId(position));
        Native.MEMORY.set(LONG, vector, header);
        Native.MEMORY.set(LONG, vector + 8, CHANNEL_ID);
        Native.MEMORY.set(LONG, vector + 16, outbound.address(position));
        Native.MEMORY.set(LONG, vector + 24, outbound.length(position));
    }

    private long call(int run, int segment) {
        Native.MEMORY.set(LONG, message + 24, 2L * run);
        Native.MEMORY.set(LONG, message + 32, run > 1 ? control : 0);
        Native.MEMORY.set(LONG, message + 40, run > 1 ? SEGMENT_CONTROL : 0);
        Native.MEMORY.set(ValueLayout.JAVA_SHORT, control + 16, (short) segment);
        counters.increment(Counter.SEND_CALLS);
        return Sockets.sendMessage(fd, message, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
    }

    /** What kernels and devices answer that cannot segment. */
    private static boolean mayBeSegmentation(int errno) {
        return errno == NativeException.EINVAL || errno == NativeException.EMSGSIZE || errno == 5;
    }
}
