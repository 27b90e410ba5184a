package io.nsn.stack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Every view against bytes as Linux sends them, cut at every length, and what is written read back. */
class ViewsTest {
    private static final String IP_ICMP_HEADER = "45000054e3a84000400142fe" + "0a000001" + "0a000002";
    private final MemorySegment memory = Arena.ofAuto().allocate(256, 8);
    private final long at = memory.address();

    private int put(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        memory.fill((byte) 0xa5);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, bytes.length);
        return bytes.length;
    }

    private String hex(int length) {
        return HexFormat.of().formatHex(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void ethernet() {
        EthernetHeader header = new EthernetHeader();
        int length = put("ffffffffffff" + "0242ac110002" + "0806");
        for (int cut = 0; cut < length; cut++) {
            assertThat(header.wrap(at, cut)).isFalse();
        }
        assertThat(header.wrap(at, length)).isTrue();
        assertThat(header.destination()).isEqualTo(EthernetHeader.BROADCAST);
        assertThat(header.source()).isEqualTo(0x0242ac110002L);
        assertThat(header.type()).isEqualTo(EthernetHeader.TYPE_ARP);
        assertThat(EthernetHeader.isUnicast(header.source())).isTrue();
        assertThat(EthernetHeader.isUnicast(header.destination())).isFalse();

        memory.fill((byte) 0xa5);
        EthernetHeader.write(at, 0x0242ac110003L, 0x0242ac110002L, EthernetHeader.TYPE_IPV4);
        assertThat(hex(15)).isEqualTo("0242ac110003" + "0242ac110002" + "0800" + "a5");
    }

    @Test
    void arp() {
        String request = "0001" + "0800" + "0604" + "0001" + "0242ac110002" + "0a000001" + "000000000000" + "0a000002";
        ArpPacket packet = new ArpPacket();
        int length = put(request);
        for (int cut = 0; cut < length; cut++) {
            assertThat(packet.wrap(at, cut)).isFalse();
        }
        assertThat(packet.wrap(at, 46)).as("padded to the shortest frame").isTrue();
        assertThat(packet.operation()).isEqualTo(ArpPacket.REQUEST);
        assertThat(packet.senderMac()).isEqualTo(0x0242ac110002L);
        assertThat(packet.senderIp()).isEqualTo(0x0a000001);
        assertThat(packet.targetMac()).isZero();
        assertThat(packet.targetIp()).isEqualTo(0x0a000002);

        memory.fill((byte) 0xa5);
        ArpPacket.write(at, ArpPacket.REQUEST, 0x0242ac110002L, 0x0a000001, 0, 0x0a000002);
        assertThat(hex(29)).isEqualTo(request + "a5");
        for (int wrong = 0; wrong < 8; wrong++) {
            put(request);
            Bytes.put8(at + wrong, 9);
            assertThat(packet.wrap(at, length)).as("byte %d", wrong).isFalse();
        }
    }

    @Test
    void ipv4() {
        Ipv4Header header = new Ipv4Header();
        put(IP_ICMP_HEADER);
        for (int cut = 0; cut < 84; cut++) {
            assertThat(header.wrap(at, cut)).isFalse();
        }
        assertThat(header.wrap(at, 90)).as("padded").isTrue();
        assertThat(header.checksumIsRight()).isTrue();
        assertThat(header.payload()).isEqualTo(at + 20);
        assertThat(header.payloadLength()).isEqualTo(64);
        assertThat(header.isFragment()).isFalse();
        assertThat(header.timeToLive()).isEqualTo(64);
        assertThat(header.protocol()).isEqualTo(Ipv4Header.PROTOCOL_ICMP);
        assertThat(header.source()).isEqualTo(0x0a000001);
        assertThat(header.destination()).isEqualTo(0x0a000002);
        assertThat(header.wrapQuoted(at, 28)).as("quoted by an ICMP error").isTrue();

        for (int bit = 0; bit < 160; bit++) {
            put(IP_ICMP_HEADER);
            Bytes.put8(at + bit / 8, Bytes.get8(at + bit / 8) ^ 1 << bit % 8);
            assertThat(header.wrap(at, 84) && header.checksumIsRight()).as("bit %d flipped", bit).isFalse();
        }
    }

    @Test
    void ipv4RefusesVersionsAndLengthsThatCannotBe() {
        Ipv4Header header = new Ipv4Header();
        for (String start : new String[] {"65000054", "44000054", "45000013", "46000017", "4f00003b"}) {
            put(start + IP_ICMP_HEADER.substring(8));
            assertThat(header.wrap(at, 256)).as(start).isFalse();
        }
        put("46000018" + IP_ICMP_HEADER.substring(8));
        assertThat(header.wrap(at, 24)).as("options, no payload").isTrue();
        assertThat(header.payloadLength()).isZero();
        assertThat(header.payload()).isEqualTo(at + 24);
    }

    @Test
    void ipv4SeesFragments() {
        Ipv4Header header = new Ipv4Header();
        for (String flags : new String[] {"2000", "0001", "3fff", "6000"}) {
            put(IP_ICMP_HEADER.substring(0, 12) + flags + IP_ICMP_HEADER.substring(16));
            assertThat(header.wrap(at, 84)).isTrue();
            assertThat(header.isFragment()).as(flags).isTrue();
        }
    }

    @Test
    void ipv4Written() {
        memory.fill((byte) 0xa5);
        Ipv4Header.write(at, 84, Ipv4Header.PROTOCOL_ICMP, 0x0a000001, 0x0a000002, true);
        assertThat(hex(21)).isEqualTo("4500005400004000400126a7" + "0a000001" + "0a000002" + "a5");
    }

    @Test
    void ipv4TellsHostsFromGroups() {
        assertThat(Ipv4Header.isUnicast(0x0a000001)).isTrue();
        assertThat(Ipv4Header.isUnicast(0xc0a80001)).isTrue();
        assertThat(Ipv4Header.isUnicast(0)).isFalse();
        assertThat(Ipv4Header.isUnicast(0xe0000001)).isFalse();
        assertThat(Ipv4Header.isUnicast(-1)).isFalse();
    }

    @Test
    void icmp() {
        IcmpMessage message = new IcmpMessage();
        memory.fill((byte) 0xa5);
        IcmpMessage.write(at, IcmpMessage.ECHO_REQUEST, 0, 0x12340001);
        IcmpMessage.writeChecksum(at, 13);
        for (int cut = 0; cut < IcmpMessage.HEADER; cut++) {
            assertThat(message.wrap(at, cut)).isFalse();
        }
        assertThat(message.wrap(at, 13)).isTrue();
        assertThat(message.checksumIsRight()).isTrue();
        assertThat(message.type()).isEqualTo(IcmpMessage.ECHO_REQUEST);
        assertThat(message.code()).isZero();
        assertThat(message.rest()).isEqualTo(0x12340001);
        assertThat(message.data()).isEqualTo(at + 8);
        assertThat(message.dataLength()).isEqualTo(5);
        Bytes.put8(at + 12, 0);
        assertThat(message.checksumIsRight()).isFalse();
    }

    @Test
    void udp() {
        UdpHeader header = new UdpHeader();
        int length = put("115c" + "115d" + "000d" + "0000" + "0100000041");
        for (int cut = 0; cut < length; cut++) {
            assertThat(header.wrap(at, cut)).isFalse();
        }
        assertThat(header.wrap(at, length + 5)).as("padded").isTrue();
        assertThat(header.sourcePort()).isEqualTo(0x115c);
        assertThat(header.destinationPort()).isEqualTo(0x115d);
        assertThat(header.payload()).isEqualTo(at + 8);
        assertThat(header.payloadLength()).isEqualTo(5);
        assertThat(header.checksumIsRight(1, 2)).as("none").isTrue();
        for (int wrong = 0; wrong < 8; wrong++) {
            Bytes.put16(at + 4, wrong);
            assertThat(header.wrap(at, length)).as("length %d", wrong).isFalse();
        }
    }

    @Test
    void udpWritten() {
        put("0000000000000000" + "0100000041");
        UdpHeader.write(at, 0x115c, 0xffff, 13, 0);
        long total = Checksum.sum(at, 13) + Checksum.pseudoHeader(7, 8, Ipv4Header.PROTOCOL_UDP, 13);
        UdpHeader.write(at, 0x115c, 0xffff, 13, UdpHeader.checksum(total));
        assertThat(hex(6)).isEqualTo("115cffff000d");
        UdpHeader header = new UdpHeader();
        assertThat(header.wrap(at, 13)).isTrue();
        assertThat(header.checksumIsRight(7, 8)).isTrue();
        assertThat(header.checksumIsRight(7, 9)).isFalse();
        assertThat(UdpHeader.checksum(0xffff)).as("a checksum of 0 would say that there is none").isEqualTo(0xffff);
    }
}
