package io.nsn.stack.udp;

import io.nsn.stack.Sent;
import io.nsn.stack.arp.Neighbor;
import io.nsn.stack.ip.IpHost;
import io.nsn.stack.wire.Checksum;
import io.nsn.stack.wire.Ipv4Header;
import io.nsn.stack.wire.UdpHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Sends datagrams from a port of this host to a port of a neighbor. One thread. */
public final class UdpFlow {
    private final IpHost ip;
    private final Neighbor neighbor;
    private final int localPort;
    private final int remotePort;
    private final MemorySegment memory;
    private final long header;
    /** What every datagram's checksum has in common: addresses, protocol, ports. */
    private final long constantSum;

    /** @param prefixRoom bytes of {@link #prefix} */
    public UdpFlow(IpHost ip, Neighbor neighbor, int localPort, int remotePort, int prefixRoom) {
        this.ip = ip;
        this.neighbor = neighbor;
        this.localPort = localPort;
        this.remotePort = remotePort;
        memory = Arena.ofAuto().allocate(IpHost.HEADROOM + UdpHeader.LENGTH + (long) prefixRoom, 64);
        header = memory.address() + IpHost.HEADROOM;
        constantSum = Checksum.pseudoHeader(ip.ipAddress(), neighbor.ipAddress(), Ipv4Header.PROTOCOL_UDP, 0)
                + Checksum.sum16(localPort) + Checksum.sum16(remotePort);
    }

    public Neighbor neighbor() {
        return neighbor;
    }

    /** Where the start of the next datagram's payload is to be written; it is there again after {@link #send}. */
    public long prefix() {
        return header + UdpHeader.LENGTH;
    }

    /**
     * Sends a datagram: what stands at {@link #prefix}, then a payload that lies elsewhere and stays there as the answer
     * says.
     *
     * @param prefixLength an even number
     */
    public Sent send(int prefixLength, long payload, int payloadLength) {
        if (!neighbor.isResolved()) {
            return neighbor.isAbsent() ? Sent.UNREACHABLE : Sent.UNRESOLVED;
        }
        int headerLength = UdpHeader.LENGTH + prefixLength;
        int length = headerLength + payloadLength;
        UdpHeader.write(header, localPort, remotePort, length, checksum(length, prefixLength, payload, payloadLength));
        return ip.send(neighbor, Ipv4Header.PROTOCOL_UDP, header, headerLength, payload, payloadLength);
    }

    private int checksum(int length, int prefixLength, long payload, int payloadLength) {
        if (ip.checksums().deviceFillsL4()) {
            return Checksum.foldPartial(Checksum.pseudoHeader(ip.ipAddress(), neighbor.ipAddress(),
                    Ipv4Header.PROTOCOL_UDP, length));
        }
        long lengths = 2 * Checksum.sum16(length); // in the pseudo header and in UDP's own
        return UdpHeader.checksum(constantSum + lengths + Checksum.sum(prefix(), prefixLength)
                + Checksum.sum(payload, payloadLength));
    }
}
