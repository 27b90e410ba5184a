package io.nsn.stack.udp;

import io.nsn.stack.StackEvent;
import io.nsn.stack.ip.IpHost;
import io.nsn.stack.ip.L4Handler;
import io.nsn.stack.wire.UdpHeader;
import java.util.Arrays;

/** Who has which UDP port of a host. One thread; allocates only where ports are opened. */
public final class UdpHost implements L4Handler {
    private final IpHost ip;
    private final UdpHeader header = new UdpHeader();
    private int[] ports = {};
    private UdpHandler[] handlers = {};

    public UdpHost(IpHost ip) {
        this.ip = ip;
        ip.handleUdp(this);
    }

    /** @return false where the port is taken already */
    public boolean open(int port, UdpHandler handler) {
        if (indexOf(port) >= 0) {
            return false;
        }
        ports = Arrays.copyOf(ports, ports.length + 1);
        handlers = Arrays.copyOf(handlers, ports.length);
        ports[ports.length - 1] = port;
        handlers[ports.length - 1] = handler;
        return true;
    }

    public void close(int port) {
        int index = indexOf(port);
        int last = ports.length - 1;
        if (index >= 0) {
            ports[index] = ports[last];
            handlers[index] = handlers[last];
            ports = Arrays.copyOf(ports, last);
            handlers = Arrays.copyOf(handlers, last);
        }
    }

    @Override
    public boolean onPacket(long nowNs, int sourceIp, long segment, int length) {
        if (!header.wrap(segment, length)) {
            ip.events().count(StackEvent.MALFORMED);
            return true;
        }
        if (!ip.checksums().trustsL4() && !header.checksumIsRight(sourceIp, ip.ipAddress())) {
            ip.events().count(StackEvent.CHECKSUM_WRONG);
            return true;
        }
        int index = indexOf(header.destinationPort());
        if (index < 0) {
            return false;
        }
        handlers[index].onDatagram(nowNs, sourceIp, header.sourcePort(), header.payload(), header.payloadLength());
        return true;
    }

    private int indexOf(int port) {
        int[] all = ports;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == port) {
                return i;
            }
        }
        return -1;
    }
}
