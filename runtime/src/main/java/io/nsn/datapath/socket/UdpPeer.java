package io.nsn.datapath.socket;

import io.nsn.counters.Counters;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Reassembler;
import java.lang.foreign.Arena;

/** One peer of one application id on udpsock: how far it has been served, and what of it is incomplete. Agent's thread. */
final class UdpPeer {
    private static final int IP_AND_UDP_HEADERS = 28;
    /** What fits an IPv4 packet, whatever the MTU. */
    private static final int LONGEST_DATAGRAM = 65_507;
    private static final int SHORTEST_DATAGRAM = 128;

    final int address;
    final long socketAddress;
    /** Bytes of a datagram that travels in one frame; longer messages go in parts. */
    final int maxDatagram;
    final Reassembler reassembler;
    /** The next message for this peer. */
    long cursor;
    /** Bytes of that message that went in parts already. */
    int partsSent;

    /** @param mtu bytes of an IP packet on the way to the peer */
    UdpPeer(Arena arena, int address, int port, int mtu, DatapathSettings settings, Inbound inbound,
            Counters counters) {
        this.address = address;
        socketAddress = Ipv4Address.socketAddress(arena, address, port);
        maxDatagram = Math.clamp(mtu - IP_AND_UDP_HEADERS, SHORTEST_DATAGRAM, LONGEST_DATAGRAM);
        reassembler = new Reassembler(arena, settings.maxMessage(), inbound, counters);
    }

    /** The message at the cursor is done with. */
    void next() {
        cursor++;
        partsSent = 0;
    }
}
