package io.nsn.stack.tcp;

import io.nsn.stack.StackEvent;
import io.nsn.stack.ip.IpHost;
import io.nsn.stack.ip.L4Handler;
import io.nsn.stack.wire.Checksum;
import io.nsn.stack.wire.Ipv4Header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Joins a TCP host to its IPv4 host: checksums, and what ICMP says about paths. Same thread as both. */
public final class TcpOverIp implements L4Handler, SegmentOutput {
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int CHECKSUM = 16;
    private static final long POOL = 4 << 20;
    private static final int ALIGNMENT = 4096;

    private final Arena arena = Arena.ofAuto();
    private final IpHost ip;
    private final MemorySegment memory;
    private final TcpHost tcp;

    /** @param key0 with {@code key1}: random, known to nobody */
    public TcpOverIp(IpHost ip, int mtu, long key0, long key1, long nowNs) {
        this.ip = ip;
        memory = arena.allocate(IpHost.HEADROOM + mtu, 64);
        BlockPool pool = new BlockPool(arena.allocate(POOL, ALIGNMENT).address(), POOL);
        tcp = new TcpHost(TcpConfig.forMtu(mtu), this, pool, key0, key1, nowNs);
        ip.handleTcp(this);
    }

    public TcpHost tcp() {
        return tcp;
    }

    @Override
    public long segment() {
        return memory.address() + IpHost.HEADROOM;
    }

    @Override
    public boolean send(int localAddress, int remoteAddress, int length, long payload, int payloadLength, long nowNs) {
        long segment = segment();
        int total = length + payloadLength;
        long pseudo = Checksum.pseudoHeader(localAddress, remoteAddress, Ipv4Header.PROTOCOL_TCP, total);
        if (ip.checksums().deviceFillsL4()) {
            Bytes.put16(segment + CHECKSUM, Checksum.foldPartial(pseudo));
        } else {
            Bytes.copy(payload, segment + length, payloadLength); // a checksum of what another may still change is none
            Bytes.put16(segment + CHECKSUM, Checksum.fold(pseudo + Checksum.sum(segment, total)));
            return ip.send(remoteAddress, Ipv4Header.PROTOCOL_TCP, segment, total, 0, 0).isTaken();
        }
        return ip.send(remoteAddress, Ipv4Header.PROTOCOL_TCP, segment, length, payload, payloadLength).isTaken();
    }

    @Override
    public boolean onPacket(long nowNs, int sourceIp, long segment, int length) {
        if (length >= TcpHeader.MIN_LENGTH && !ip.trusts(sourceIp, Ipv4Header.PROTOCOL_TCP, segment, length)) {
            ip.events().count(StackEvent.CHECKSUM_WRONG);
        } else {
            tcp.onSegment(sourceIp, ip.ipAddress(), segment, length, nowNs);
        }
        return true; // ports that nobody has are refused by a reset, not by ICMP
    }

    @Override
    public void onUnreachable(long nowNs, int destinationIp, int code, int mtu, long segment, int length) {
        if (code == FRAGMENTATION_NEEDED) {
            tcp.onPathMtu(ip.ipAddress(), Bytes.get16(segment), destinationIp, Bytes.get16(segment + 2),
                    Bytes.get32(segment + 4), mtu, nowNs);
        }
    }
}
