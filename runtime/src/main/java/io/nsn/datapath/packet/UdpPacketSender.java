package io.nsn.datapath.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.MessagePart;
import io.nsn.datapath.Outbound;
import io.nsn.ffi.Native;
import io.nsn.stack.Sent;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends messages as datagrams: channel id and payload, or parts of what is longer than a frame. Keeps account of which
 * payloads the device still needs. Agent's thread.
 */
final class UdpPacketSender {
    /** Messages that may have been sent and not be done with, a power of two. */
    static final int WINDOW = 1024;

    private static final int CHANNEL_ID = 4;
    private static final int IP_AND_UDP_HEADERS = 28;
    private static final int LONGEST_DATAGRAM = 65_507;

    private final PacketHost host;
    private final Outbound outbound;
    private final Counters counters;
    private final int maxDatagram;
    private final int burst;
    /** A message's id is its position and this. */
    private final long firstMessageId = ThreadLocalRandom.current().nextLong();
    /** By position: how many referenced frames the device must be done with before the slot goes home. */
    private final long[] references = new long[WINDOW];

    /** @param burst frames sent to a peer in one go at most */
    UdpPacketSender(PacketHost host, Outbound outbound, int burst, Counters counters) {
        this.host = host;
        this.outbound = outbound;
        this.burst = burst;
        this.counters = counters;
        maxDatagram = Math.min(host.mtu() - IP_AND_UDP_HEADERS, LONGEST_DATAGRAM);
    }

    /** Sends a peer messages from its cursor up to {@code to}, or what a burst and the port allow. @return frames done with */
    int send(UdpPacketPeer peer, long to) {
        int done = 0;
        while (peer.cursor < to && done < burst) {
            boolean whole = outbound.length(peer.cursor) + CHANNEL_ID <= maxDatagram;
            Sent sent = whole ? sendWhole(peer) : sendPart(peer);
            switch (sent) {
                case REFERENCED -> {
                    references[(int) peer.cursor & WINDOW - 1] = host.referenced();
                    counters.increment(Counter.FRAMES_IN_PLACE);
                    accepted(peer, whole);
                }
                case COPIED -> {
                    counters.increment(Counter.FRAMES_COPIED);
                    accepted(peer, whole);
                }
                case FULL -> {
                    counters.increment(Counter.STALL_SENDER);
                    return done;
                }
                case UNRESOLVED -> {
                    return done;
                }
                case UNREACHABLE -> {
                    counters.increment(Counter.DROP_NO_NEIGHBOR);
                    peer.next();
                }
            }
            done++;
        }
        return done;
    }

    /** @return the first of the positions from {@code from} to {@code to} whose payload the device still needs */
    long released(long from, long to) {
        if (host.referenced() == 0) {
            return to;
        }
        long completed = host.completed();
        long position = from;
        while (position < to && references[(int) position & WINDOW - 1] <= completed) {
            position++;
        }
        return position;
    }

    private Sent sendWhole(UdpPacketPeer peer) {
        long position = peer.cursor;
        Native.MEMORY.set(JAVA_INT_UNALIGNED, peer.flow.prefix(), outbound.channelId(position));
        return peer.flow.send(CHANNEL_ID, outbound.address(position), outbound.length(position));
    }

    private Sent sendPart(UdpPacketPeer peer) {
        long position = peer.cursor;
        int total = outbound.length(position);
        int size = maxDatagram - MessagePart.HEADER;
        MessagePart.writeHeader(peer.flow.prefix(), firstMessageId + position, outbound.channelId(position), total, size,
                peer.partsSent);
        return peer.flow.send(MessagePart.HEADER, outbound.address(position) + peer.partsSent,
                Math.min(size, total - peer.partsSent));
    }

    private void accepted(UdpPacketPeer peer, boolean whole) {
        if (!whole) {
            peer.partsSent += maxDatagram - MessagePart.HEADER;
            if (peer.partsSent < outbound.length(peer.cursor)) {
                return;
            }
            counters.increment(Counter.MESSAGES_SPLIT);
        }
        outbound.markSent(peer.cursor);
        peer.next();
    }
}
