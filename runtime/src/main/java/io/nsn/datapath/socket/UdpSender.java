package io.nsn.datapath.socket;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.MessagePart;
import io.nsn.datapath.Outbound;
import io.nsn.ffi.Native;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends datagrams: a header from private memory, joined to payload in the slot. A message of up to one frame is a datagram
 * of channel id and payload; a longer one goes in parts ({@link MessagePart}). A run of datagrams of one length goes out
 * in one call, which the kernel cuts (UDP_SEGMENT), or, where it cannot, takes one by one (sendmmsg); a lone message costs
 * nothing for that. Agent's thread.
 */
final class UdpSender {
    /** Datagrams of one call at most. */
    private static final int MAX_RUN = 64;
    /** Messages looked at in one turn at most. */
    static final int WINDOW = 4 * MAX_RUN;

    private static final int CHANNEL_ID = 4;
    private static final int MAX_RUN_BYTES = 65_000;
    /** Of one turn: no more than a receiver takes in one. */
    private static final int BUDGET_BYTES = 1 << 16;
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
    /** A {@code struct mmsghdr} for each datagram, where the kernel does not segment. */
    private final long messages;
    private final long control;
    /** A message's id is its position and this. */
    private final long firstMessageId = ThreadLocalRandom.current().nextLong();
    private boolean segmentation;
    /** Of the run gathered last: bytes of each datagram but the last, and of all. */
    private int segment;
    private int runBytes;
    private long fetched;

    UdpSender(Arena arena, int fd, Outbound outbound, Counters counters) {
        this.fd = fd;
        this.outbound = outbound;
        this.counters = counters;
        headers = arena.allocate((long) MessagePart.HEADER * MAX_RUN, 64).address();
        vectors = arena.allocate(2L * VECTOR * MAX_RUN, 64).address();
        message = arena.allocate(Sockets.MSGHDR_SIZE, 8).address();
        messages = arena.allocate((long) Sockets.MMSGHDR_SIZE * MAX_RUN, 8).address();
        control = arena.allocate(SEGMENT_CONTROL, 8).address();
        Native.MEMORY.set(INT, message + 8, Sockets.SOCKADDR_IN_SIZE);
        Native.MEMORY.set(LONG, message + 16, vectors);
        Native.MEMORY.set(LONG, control, 18L); // a header of 16 bytes and the segment's 16-bit size
        Native.MEMORY.set(INT, control + 8, Sockets.IPPROTO_UDP);
        Native.MEMORY.set(INT, control + 12, Sockets.UDP_SEGMENT);
        // A kernel that does not know UDP_SEGMENT would ignore the control message and send the run as one datagram.
        segmentation = Sockets.getOption(fd, Sockets.IPPROTO_UDP, Sockets.UDP_SEGMENT) >= 0;
    }

    /**
     * Sends a peer messages from its cursor up to {@code to}, or as many as the socket and a budget for one turn allow.
     *
     * @return how many datagrams are done with
     */
    int send(UdpPeer peer, long to) {
        int done = 0;
        int bytes = 0;
        while (peer.cursor < to && bytes < BUDGET_BYTES) {
            boolean inParts = isTooLong(peer, peer.cursor);
            int run = inParts ? gatherParts(peer) : gatherMessages(peer, to);
            int sent = call(peer, run);
            if (sent == -NativeException.EAGAIN || sent == -NativeException.ENOBUFS) {
                counters.increment(Counter.STALL_SENDER);
                return done;
            }
            if (sent < 0 && run > 1 && segmentation && mayBeSegmentation(-sent)) {
                segmentation = false;
                continue;
            }
            done += sent < 0 ? refused(peer, inParts, run) : accepted(peer, inParts, sent);
            bytes += runBytes;
        }
        return done;
    }

    private boolean isTooLong(UdpPeer peer, long position) {
        return outbound.length(position) + CHANNEL_ID > peer.maxDatagram;
    }

    /** Gathers messages: all as long as the first where the kernel cuts, but for the last, which may be shorter. */
    private int gatherMessages(UdpPeer peer, long to) {
        long from = peer.cursor;
        segment = outbound.length(from) + CHANNEL_ID;
        runBytes = 0;
        int most = mostOf(segment);
        int run = 0;
        while (run < most && from + run < to) {
            long position = from + run;
            int length = outbound.length(position);
            if (segmentation && length + CHANNEL_ID > segment || isTooLong(peer, position)) {
                break;
            }
            long header = headers + (long) MessagePart.HEADER * run;
            long payload = outbound.address(position);
            Native.MEMORY.set(INT, header, outbound.channelId(position));
            // Into this core's cache: here the loads of a run overlap, in the kernel's copying each would be waited for.
            fetched += Native.MEMORY.get(ValueLayout.JAVA_BYTE, payload);
            point(run++, CHANNEL_ID, payload, length);
            if (segmentation && length + CHANNEL_ID < segment) {
                break;
            }
        }
        return run;
    }

    /** Gathers parts of the message at the cursor, from the first that is not sent. */
    private int gatherParts(UdpPeer peer) {
        long position = peer.cursor;
        int total = outbound.length(position);
        int size = peer.maxDatagram - MessagePart.HEADER;
        segment = Math.min(size, total - peer.partsSent) + MessagePart.HEADER;
        runBytes = 0;
        int most = mostOf(segment);
        int run = 0;
        for (int offset = peer.partsSent; run < most && offset < total; offset += size) {
            MessagePart.writeHeader(headers + (long) MessagePart.HEADER * run, firstMessageId + position,
                    outbound.channelId(position), total, size, offset);
            point(run++, MessagePart.HEADER, outbound.address(position) + offset, Math.min(size, total - offset));
        }
        return run;
    }

    /** How many datagrams of this length go into one call. */
    private int mostOf(int length) {
        return segmentation ? Math.min(MAX_RUN, Math.max(1, MAX_RUN_BYTES / length)) : MAX_RUN;
    }

    private void point(int index, int headerLength, long payload, int length) {
        long vector = vectors + 2L * VECTOR * index;
        Native.MEMORY.set(LONG, vector, headers + (long) MessagePart.HEADER * index);
        Native.MEMORY.set(LONG, vector + 8, headerLength);
        Native.MEMORY.set(LONG, vector + 16, payload);
        Native.MEMORY.set(LONG, vector + 24, length);
        runBytes += headerLength + length;
    }

    /** Sends the run gathered last. @return how many datagrams the kernel took, or {@code -errno} where none */
    private int call(UdpPeer peer, int run) {
        counters.increment(Counter.SEND_CALLS);
        if (run > 1 && !segmentation) {
            return callForEach(peer, run);
        }
        Native.MEMORY.set(LONG, message, peer.socketAddress);
        Native.MEMORY.set(LONG, message + 24, 2L * run);
        Native.MEMORY.set(LONG, message + 32, run > 1 ? control : 0);
        Native.MEMORY.set(LONG, message + 40, run > 1 ? SEGMENT_CONTROL : 0);
        Native.MEMORY.set(ValueLayout.JAVA_SHORT, control + 16, (short) segment);
        long sent = Sockets.trySendMessage(fd, message);
        return sent < 0 ? (int) sent : run;
    }

    private int callForEach(UdpPeer peer, int run) {
        for (int i = 0; i < run; i++) {
            long each = messages + (long) Sockets.MMSGHDR_SIZE * i;
            Native.MEMORY.set(LONG, each, peer.socketAddress);
            Native.MEMORY.set(INT, each + 8, Sockets.SOCKADDR_IN_SIZE);
            Native.MEMORY.set(LONG, each + 16, vectors + 2L * VECTOR * i);
            Native.MEMORY.set(LONG, each + 24, 2L);
        }
        return Sockets.trySendMessages(fd, messages, run);
    }

    private int accepted(UdpPeer peer, boolean inParts, int datagrams) {
        if (!inParts) {
            for (int i = 0; i < datagrams; i++) {
                outbound.markSent(peer.cursor);
                peer.next();
            }
            return datagrams;
        }
        peer.partsSent += datagrams * (peer.maxDatagram - MessagePart.HEADER);
        if (peer.partsSent >= outbound.length(peer.cursor)) {
            outbound.markSent(peer.cursor);
            counters.increment(Counter.MESSAGES_SPLIT);
            peer.next();
        }
        return datagrams;
    }

    /**
     * An answer to an earlier datagram (ECONNREFUSED and its like) or a route that is gone: what one call was to send is
     * lost, a message in parts as a whole.
     */
    private int refused(UdpPeer peer, boolean inParts, int run) {
        int lost = inParts || !segmentation ? 1 : run;
        counters.add(Counter.DROP_SEND_REFUSED, lost);
        for (int i = 0; i < lost; i++) {
            peer.next();
        }
        return lost;
    }

    /** What kernels and devices answer that cannot segment. */
    private static boolean mayBeSegmentation(int errno) {
        return errno == NativeException.EINVAL || errno == NativeException.EMSGSIZE || errno == NativeException.EIO;
    }
}
