package io.nsn.datapath.packet;

import io.nsn.datapath.Reassembler;
import io.nsn.stack.udp.UdpFlow;

/** One peer of one application id: how far it has been served, and what of it is incomplete. Agent's thread. */
final class UdpPacketPeer {
    final int ipAddress;
    final UdpFlow flow;
    final Reassembler reassembler;
    /** The next message for this peer. */
    long cursor;
    /** Bytes of that message that went in parts already. */
    int partsSent;

    UdpPacketPeer(int ipAddress, UdpFlow flow, Reassembler reassembler) {
        this.ipAddress = ipAddress;
        this.flow = flow;
        this.reassembler = reassembler;
    }

    /** The message at the cursor is done with. */
    void next() {
        cursor++;
        partsSent = 0;
    }
}
