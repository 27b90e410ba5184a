package io.nsn.stack.ip;

/** Takes the packets of one protocol above IPv4: UDP, TCP. What it is given is valid during the call only. */
public interface L4Handler {

    /**
     * A packet for this host arrived; it is whole, and its checksum is not yet checked.
     *
     * @param segment the protocol's header, {@code length} bytes with all that follows
     * @return false where nobody has the port and the sender is to be told so by ICMP
     */
    boolean onPacket(long nowNs, int sourceIp, long segment, int length);

    /**
     * An ICMP message says that a packet of ours did not arrive. Anybody may have made it up: check what it quotes.
     *
     * @param code    of destination unreachable (RFC 792): 3 port, 4 fragmentation needed
     * @param mtu     the next hop's, where fragmentation was needed and it is known; else 0
     * @param segment the first {@code length} bytes of what we sent, 8 at least: ports and, of TCP, sequence number
     */
    default void onUnreachable(long nowNs, int destinationIp, int code, int mtu, long segment, int length) {}
}
