package io.nsn.stack.ip;

import io.nsn.stack.ChecksumPolicy;
import io.nsn.stack.FrameOutput;
import io.nsn.stack.Sent;
import io.nsn.stack.StackEvent;
import io.nsn.stack.StackEvents;
import io.nsn.stack.arp.ArpTable;
import io.nsn.stack.arp.Neighbor;
import io.nsn.stack.icmp.IcmpError;
import io.nsn.stack.icmp.IcmpReplies;
import io.nsn.stack.wire.Checksum;
import io.nsn.stack.wire.EthernetHeader;
import io.nsn.stack.wire.IcmpMessage;
import io.nsn.stack.wire.Ipv4Header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One IPv4 address on one link. Frames come in by {@link #onFrame}, what time demands is done by {@link #poll}; both send
 * what is to be answered. One thread; no allocation but where neighbors are added.
 */
public final class IpHost {
    /** Bytes before a protocol's header that {@link #send} writes its own headers to. */
    public static final int HEADROOM = EthernetHeader.LENGTH + Ipv4Header.LENGTH;

    private final MemorySegment memory = Arena.ofAuto().allocate(HEADROOM + IcmpReplies.LONGEST, 64);
    private final long reply = memory.address() + HEADROOM;
    private final long macAddress;
    private final int ipAddress;
    private final ChecksumPolicy checksums;
    private final FrameOutput output;
    private final StackEvents events;
    private final ArpTable arp;
    private final IcmpReplies replies = new IcmpReplies();
    private final EthernetHeader ethernet = new EthernetHeader();
    private final Ipv4Header ip = new Ipv4Header();
    private final IcmpMessage icmp = new IcmpMessage();
    private final IcmpError error = new IcmpError();
    private L4Handler udp;
    private L4Handler tcp;
    /** Whose packet is being handled: it can be answered without a question for its MAC address. */
    private int answerableIp;
    private long answerableMac;

    public IpHost(long macAddress, int ipAddress, ChecksumPolicy checksums, FrameOutput output, StackEvents events) {
        this.macAddress = macAddress;
        this.ipAddress = ipAddress;
        this.checksums = checksums;
        this.output = output;
        this.events = events;
        arp = new ArpTable(macAddress, ipAddress, output, events);
    }

    public int ipAddress() {
        return ipAddress;
    }

    public ChecksumPolicy checksums() {
        return checksums;
    }

    public StackEvents events() {
        return events;
    }

    /** Who takes UDP packets; null: nobody. */
    public void handleUdp(L4Handler handler) {
        udp = handler;
    }

    /** Who takes TCP segments; null: nobody. */
    public void handleTcp(L4Handler handler) {
        tcp = handler;
    }

    /** A host that this one is going to talk to: it is looked for and kept track of from now on. */
    public Neighbor neighbor(int address, long nowNs) {
        return arp.add(address, nowNs);
    }

    /** Says by ARP who we are. */
    public void announce() {
        arp.announce();
    }

    /** Does what time demands. @return how much */
    public int poll(long nowNs) {
        return arp.poll(nowNs);
    }

    /** When {@link #poll} has something to do; Long.MAX_VALUE for never. */
    public long nextDeadline() {
        return arp.nextDeadline();
    }

    /** Whether the checksum of a UDP or TCP segment that arrived is right, or the device vouches for it. */
    public boolean trusts(int sourceIp, int protocol, long segment, int length) {
        return checksums.trustsL4() || Checksum.fold(Checksum.sum(segment, length)
                + Checksum.pseudoHeader(sourceIp, ipAddress, protocol, length)) == 0;
    }

    /** A frame arrived; its bytes are used during the call only. */
    public void onFrame(long nowNs, long frame, int length) {
        if (!ethernet.wrap(frame, length)) {
            events.count(StackEvent.MALFORMED);
            return;
        }
        long at = frame + EthernetHeader.LENGTH;
        int rest = length - EthernetHeader.LENGTH;
        if (ethernet.type() == EthernetHeader.TYPE_IPV4 && ethernet.destination() == macAddress) {
            onIpv4(nowNs, at, rest);
        } else if (ethernet.type() == EthernetHeader.TYPE_ARP && (ethernet.destination() == macAddress
                || ethernet.destination() == EthernetHeader.BROADCAST)) {
            arp.onPacket(nowNs, ethernet.source(), at, rest);
        } else {
            events.count(StackEvent.NOT_FOR_US);
        }
    }

    /**
     * Sends a packet to a host of this link that is a neighbor or has sent what is being handled.
     *
     * @param header  the protocol's header, checksum included; {@link #HEADROOM} bytes before it are written to
     * @param payload more of the packet, elsewhere; where it stays as the answer says
     */
    public Sent send(int destinationIp, int protocol, long header, int headerLength, long payload,
                     int payloadLength) {
        if (destinationIp == answerableIp) {
            return send(answerableMac, destinationIp, protocol, header, headerLength, payload, payloadLength);
        }
        Neighbor neighbor = arp.find(destinationIp);
        return neighbor == null ? Sent.UNREACHABLE
                : send(neighbor, protocol, header, headerLength, payload, payloadLength);
    }

    /** As the other, to a neighbor. */
    public Sent send(Neighbor neighbor, int protocol, long header, int headerLength, long payload, int payloadLength) {
        if (!neighbor.isResolved()) {
            return neighbor.isAbsent() ? Sent.UNREACHABLE : Sent.UNRESOLVED;
        }
        return send(neighbor.macAddress(), neighbor.ipAddress(), protocol, header, headerLength, payload,
                payloadLength);
    }

    private Sent send(long mac, int destinationIp, int protocol, long header, int headerLength, long payload,
                      int payloadLength) {
        long packet = header - Ipv4Header.LENGTH;
        Ipv4Header.write(packet, Ipv4Header.LENGTH + headerLength + payloadLength, protocol, ipAddress, destinationIp,
                !checksums.deviceFillsIpv4());
        long frame = header - HEADROOM;
        EthernetHeader.write(frame, mac, macAddress, EthernetHeader.TYPE_IPV4);
        return output.send(frame, HEADROOM + headerLength, payload, payloadLength);
    }

    private void onIpv4(long nowNs, long packet, int length) {
        if (!ip.wrap(packet, length)) {
            events.count(StackEvent.MALFORMED);
        } else if (!ip.checksumIsRight()) {
            events.count(StackEvent.CHECKSUM_WRONG);
        } else if (ip.destination() != ipAddress) {
            events.count(StackEvent.NOT_FOR_US);
        } else if (!Ipv4Header.isUnicast(ip.source()) || !EthernetHeader.isUnicast(ethernet.source())) {
            events.count(StackEvent.MALFORMED); // answers would go to many (RFC 1122 §3.2.1.3)
        } else if (ip.source() == ipAddress) {
            events.claimed(StackEvent.ADDRESS_CONFLICT, ipAddress, ethernet.source(), macAddress);
        } else if (ip.isFragment()) {
            events.count(StackEvent.FRAGMENT);
        } else if (arp.accepts(nowNs, ip.source(), ethernet.source())) {
            answerableMac = ethernet.source();
            answerableIp = ip.source();
            dispatch(nowNs);
            answerableIp = 0;
        }
    }

    private void dispatch(long nowNs) {
        int protocol = ip.protocol();
        if (protocol == Ipv4Header.PROTOCOL_UDP && udp != null) {
            deliver(udp, nowNs);
        } else if (protocol == Ipv4Header.PROTOCOL_TCP && tcp != null) {
            deliver(tcp, nowNs);
        } else if (protocol == Ipv4Header.PROTOCOL_ICMP) {
            onIcmp(nowNs);
        } else {
            events.count(StackEvent.NOT_FOR_US);
        }
    }

    private void deliver(L4Handler handler, long nowNs) {
        if (!handler.onPacket(nowNs, ip.source(), ip.payload(), ip.payloadLength())) {
            events.count(StackEvent.NO_PORT);
            answer(replies.portUnreachable(ip, reply, nowNs));
        }
    }

    private void onIcmp(long nowNs) {
        if (!icmp.wrap(ip.payload(), ip.payloadLength())) {
            events.count(StackEvent.MALFORMED);
        } else if (!icmp.checksumIsRight()) {
            events.count(StackEvent.CHECKSUM_WRONG);
        } else if (icmp.type() == IcmpMessage.ECHO_REQUEST) {
            answer(replies.echo(icmp, reply));
        } else if (icmp.type() == IcmpMessage.UNREACHABLE) {
            onUnreachable(nowNs);
        } else {
            events.count(StackEvent.NOT_FOR_US);
        }
    }

    private void onUnreachable(long nowNs) {
        if (!error.wrap(icmp, ipAddress)) {
            events.count(StackEvent.MALFORMED);
            return;
        }
        L4Handler handler = switch (error.protocol()) {
            case Ipv4Header.PROTOCOL_UDP -> udp;
            case Ipv4Header.PROTOCOL_TCP -> tcp;
            default -> null;
        };
        if (handler != null) {
            handler.onUnreachable(nowNs, error.destination(), error.code(), error.mtu(), error.segment(),
                    error.segmentLength());
        }
    }

    /** Sends {@code length} bytes of ICMP at {@link #reply} to whose packet is being handled; 0: nothing. */
    private void answer(int length) {
        if (length > 0 && !send(answerableMac, answerableIp, Ipv4Header.PROTOCOL_ICMP, reply, length, 0, 0).isTaken()) {
            events.count(StackEvent.ANSWER_LOST);
        }
    }
}
