package io.nsn.stack;

import io.nsn.stack.ip.IpHost;
import io.nsn.stack.udp.UdpHost;
import io.nsn.stack.wire.Bytes;
import io.nsn.stack.wire.Checksum;
import io.nsn.stack.wire.EthernetHeader;
import io.nsn.stack.wire.Ipv4Header;
import io.nsn.stack.wire.UdpHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A host at the test's hands: what it sends is kept, what it is to receive is given as bytes. */
public final class TestHost {
    public static final long MS = 1_000_000;
    public static final int PORT = 4444;
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    public final long mac;
    public final int ip;
    public final long[] events = new long[StackEvent.values().length];
    public final Deque<byte[]> sent = new ArrayDeque<>();
    public final Deque<byte[]> datagrams = new ArrayDeque<>();
    public final IpHost host;
    public final UdpHost udp;
    public Sent answer = Sent.COPIED;
    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 17, 64);

    /** The host with the number {@code n}: 10.0.0.n. */
    public TestHost(int n, ChecksumPolicy policy) {
        mac = 0x02_00_00_00_00_00L | n;
        ip = 0x0a000000 | n;
        host = new IpHost(mac, ip, policy, this::keep, event -> events[event.ordinal()]++);
        udp = new UdpHost(host);
        udp.open(PORT, (now, source, port, payload, length) -> datagrams.add(bytes(payload, length)));
    }

    public TestHost(int n) {
        this(n, ChecksumPolicy.ALL_IN_SOFTWARE);
    }

    private Sent keep(long headers, int headersLength, long payload, int payloadLength) {
        if (answer.isTaken()) {
            byte[] frame = Arrays.copyOf(bytes(headers, headersLength), headersLength + payloadLength);
            System.arraycopy(bytes(payload, payloadLength), 0, frame, headersLength, payloadLength);
            sent.add(frame);
        }
        return answer;
    }

    public static byte[] bytes(long address, int length) {
        return MemorySegment.ofAddress(address).reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Gives the host a frame; what lies behind it in memory is {@code beyond}. */
    public void receive(long nowNs, byte[] frame, int beyond) {
        memory.asSlice(0, frame.length + 256L).fill((byte) beyond);
        MemorySegment.copy(MemorySegment.ofArray(frame), 0, memory, 0, frame.length);
        host.onFrame(nowNs, memory.address(), frame.length);
    }

    public void receive(long nowNs, byte[] frame) {
        receive(nowNs, frame, 0xa5);
    }

    /** Delivers everything that either sends to the other, until both are silent. */
    public static void exchange(long nowNs, TestHost one, TestHost two) {
        while (!one.sent.isEmpty() || !two.sent.isEmpty()) {
            if (!one.sent.isEmpty()) {
                two.receive(nowNs, one.sent.remove());
            }
            if (!two.sent.isEmpty()) {
                one.receive(nowNs, two.sent.remove());
            }
        }
    }

    public long count(StackEvent event) {
        return events[event.ordinal()];
    }

    /** An IPv4 packet from this host in a frame; both checksums are right, {@code payload}'s own as it is. */
    public byte[] frame(TestHost to, int protocol, byte[] payload) {
        long at = memory.address() + (1 << 16);
        EthernetHeader.write(at, to.mac, mac, EthernetHeader.TYPE_IPV4);
        long packet = at + EthernetHeader.LENGTH;
        Ipv4Header.write(packet, Ipv4Header.LENGTH + payload.length, protocol, ip, to.ip, true);
        MemorySegment.copy(MemorySegment.ofArray(payload), 0, ALL, packet + Ipv4Header.LENGTH, payload.length);
        return bytes(at, IpHost.HEADROOM + payload.length);
    }

    /** A datagram between the same port of both. */
    public byte[] datagram(TestHost to, int port, byte[] payload) {
        byte[] segment = new byte[UdpHeader.LENGTH + payload.length];
        System.arraycopy(payload, 0, segment, UdpHeader.LENGTH, payload.length);
        long at = memory.address() + (1 << 16);
        MemorySegment.copy(MemorySegment.ofArray(segment), 0, ALL, at, segment.length);
        UdpHeader.write(at, port, port, segment.length, 0);
        long total = Checksum.sum(at, segment.length)
                + Checksum.pseudoHeader(ip, to.ip, Ipv4Header.PROTOCOL_UDP, segment.length);
        Bytes.put16(at + 6, UdpHeader.checksum(total));
        return frame(to, Ipv4Header.PROTOCOL_UDP, bytes(at, segment.length));
    }

}
