package io.nsn.stack.arp;

import io.nsn.stack.FrameOutput;
import io.nsn.stack.Sent;
import io.nsn.stack.StackEvent;
import io.nsn.stack.StackEvents;
import io.nsn.stack.wire.ArpPacket;
import io.nsn.stack.wire.EthernetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The neighbors of one host. One thread; allocates only where neighbors are added. */
public final class ArpTable {
    private static final int FRAME = EthernetHeader.LENGTH + ArpPacket.LENGTH;
    /** RFC 5227 §2.4: how often an address is defended at most. */
    private static final long DEFEND_EVERY_NS = 10_000_000_000L;

    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME, 8);
    private final long frame = memory.address();
    private final long macAddress;
    private final int ipAddress;
    private final FrameOutput output;
    private final StackEvents events;
    private final ArpPacket packet = new ArpPacket();
    private Neighbor[] neighbors = {};
    /** Their IP addresses, for a quick search. */
    private int[] ipAddresses = {};
    private long nextNs = Long.MAX_VALUE;
    private long defendNs;
    private boolean defended;

    /** The own addresses, and where frames and events go. */
    public ArpTable(long macAddress, int ipAddress, FrameOutput output, StackEvents events) {
        this.macAddress = macAddress;
        this.ipAddress = ipAddress;
        this.output = output;
        this.events = events;
    }

    /** The neighbor with this address: from now on it is looked for and kept track of. */
    public Neighbor add(int address, long nowNs) {
        Neighbor known = find(address);
        if (known != null) {
            return known;
        }
        Neighbor neighbor = new Neighbor(address, nowNs);
        int count = neighbors.length;
        ipAddresses = Arrays.copyOf(ipAddresses, count + 1);
        ipAddresses[count] = address;
        neighbors = Arrays.copyOf(neighbors, count + 1);
        neighbors[count] = neighbor;
        nextNs = nowNs;
        return neighbor;
    }

    /** Null for everybody else. */
    public Neighbor find(int address) {
        int[] all = ipAddresses;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == address) {
                return neighbors[i];
            }
        }
        return null;
    }

    /** An ARP packet arrived. @param frameSource the Ethernet header's source */
    public void onPacket(long nowNs, long frameSource, long address, int length) {
        if (!packet.wrap(address, length) || packet.senderMac() != frameSource
                || !EthernetHeader.isUnicast(frameSource)) {
            events.count(StackEvent.MALFORMED);
            return;
        }
        if (frameSource == macAddress) {
            return; // our own, come back
        }
        if (packet.senderIp() == ipAddress) {
            events.claimed(StackEvent.ADDRESS_CONFLICT, ipAddress, frameSource, macAddress);
            defend(nowNs);
            return;
        }
        learn(nowNs);
        if (packet.operation() == ArpPacket.REQUEST && packet.targetIp() == ipAddress) {
            send(ArpPacket.REPLY, frameSource, frameSource, packet.senderIp());
        }
    }

    /**
     * Whether an IP packet may be from whom it says: not where a neighbor has its address, and another MAC address sent
     * it. That the neighbor lives is noted.
     */
    public boolean accepts(long nowNs, int source, long frameSource) {
        Neighbor neighbor = find(source);
        if (neighbor == null || !neighbor.isResolved()) {
            return true;
        }
        return heardFrom(neighbor, frameSource, nowNs);
    }

    /** Says who we are to everybody (RFC 5227 §3): after the link came up, and when others begin to send to us. */
    public void announce() {
        send(ArpPacket.REQUEST, EthernetHeader.BROADCAST, 0, ipAddress);
    }

    /** Asks for whom it is time. @return how many */
    public int poll(long nowNs) {
        if (nowNs - nextNs < 0 || neighbors.length == 0) {
            return 0;
        }
        int asked = 0;
        long next = nowNs + Long.MAX_VALUE / 2;
        for (Neighbor neighbor : neighbors) {
            if (nowNs - neighbor.nextNs() >= 0) {
                asked += turn(neighbor, nowNs);
            }
            next = neighbor.nextNs() - next < 0 ? neighbor.nextNs() : next;
        }
        nextNs = next;
        return asked;
    }

    /** When {@link #poll} has something to do; Long.MAX_VALUE for never. */
    public long nextDeadline() {
        return neighbors.length == 0 ? Long.MAX_VALUE : nextNs;
    }

    private int turn(Neighbor neighbor, long nowNs) {
        boolean wasResolved = neighbor.isResolved();
        if (!neighbor.turn(nowNs)) {
            return 0;
        }
        if (wasResolved && neighbor.isAbsent()) {
            events.count(StackEvent.NEIGHBOR_LOST);
        }
        // A neighbor that is known is asked alone (RFC 1122 §2.3.2.1), so that no other host is bothered.
        long to = neighbor.isResolved() ? neighbor.macAddress() : EthernetHeader.BROADCAST;
        send(ArpPacket.REQUEST, to, 0, neighbor.ipAddress());
        return 1;
    }

    /** Only about neighbors; RFC 826 would have a host learn about whoever asks it. */
    private void learn(long nowNs) {
        Neighbor neighbor = find(packet.senderIp());
        if (neighbor == null) {
            return;
        }
        if (neighbor.isResolved()) {
            heardFrom(neighbor, packet.senderMac(), nowNs);
            return;
        }
        neighbor.learn(packet.senderMac(), nowNs);
        events.count(StackEvent.NEIGHBOR_LEARNED);
        expectTurn(neighbor);
    }

    private boolean heardFrom(Neighbor neighbor, long mac, long nowNs) {
        if (neighbor.macAddress() == mac) {
            neighbor.heard(nowNs);
            return true;
        }
        neighbor.doubt(nowNs);
        expectTurn(neighbor);
        events.claimed(StackEvent.SPOOFED, neighbor.ipAddress(), mac, neighbor.macAddress());
        return false;
    }

    private void expectTurn(Neighbor neighbor) {
        if (neighbor.nextNs() - nextNs < 0) {
            nextNs = neighbor.nextNs();
        }
    }

    private void defend(long nowNs) {
        if (!defended || nowNs - defendNs >= DEFEND_EVERY_NS) {
            defended = true;
            defendNs = nowNs;
            announce();
        }
    }

    private void send(int operation, long to, long targetMac, int targetIp) {
        EthernetHeader.write(frame, to, macAddress, EthernetHeader.TYPE_ARP);
        ArpPacket.write(frame + EthernetHeader.LENGTH, operation, macAddress, ipAddress, targetMac, targetIp);
        if (output.send(frame, FRAME, 0, 0) == Sent.FULL) {
            events.count(StackEvent.ANSWER_LOST);
        }
    }
}
