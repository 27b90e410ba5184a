package io.nsn.stack.ip;

import static io.nsn.stack.TestHost.MS;
import static io.nsn.stack.TestHost.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.stack.ChecksumPolicy;
import io.nsn.stack.Sent;
import io.nsn.stack.StackEvent;
import io.nsn.stack.TestHost;
import io.nsn.stack.udp.UdpFlow;
import io.nsn.stack.wire.Bytes;
import io.nsn.stack.wire.IcmpMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class IpHostTest {
    private static final int ETHERNET = 14;
    private static final int HEADERS = IpHost.HEADROOM;
    private final TestHost own = new TestHost(1);
    private final TestHost peer = new TestHost(2);
    private final byte[] hello = peer.datagram(own, PORT, new byte[] {1, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'});

    private void expect(StackEvent event, byte[] frame) {
        long before = own.count(event);
        own.receive(0, frame);
        assertThat(own.count(event)).as("%s", event).isEqualTo(before + 1);
        assertThat(own.datagrams).isEmpty();
    }

    /** With another byte of the IP header, whose checksum is right again. */
    private static byte[] changed(byte[] frame, int at, int value) {
        byte[] other = frame.clone();
        other[ETHERNET + at] = (byte) value;
        return fixed(other);
    }

    private static byte[] fixed(byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        buffer.putShort(ETHERNET + 10, (short) 0);
        int sum = 0;
        for (int i = 0; i < (frame[ETHERNET] & 0xf) * 4; i += 2) {
            sum += buffer.getShort(ETHERNET + i) & 0xffff;
        }
        buffer.putShort(ETHERNET + 10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return frame;
    }

    private static byte[] echo(TestHost from, TestHost to, int length) {
        byte[] request = new byte[8 + length];
        request[0] = 8;
        request[5] = 77;
        request[7] = 1;
        for (int i = 8; i < request.length; i++) {
            request[i] = (byte) i;
        }
        return from.frame(to, 1, withChecksum(request));
    }

    private static byte[] withChecksum(byte[] icmp) {
        MemorySegment memory = Arena.ofAuto().allocate(icmp.length, 8);
        MemorySegment.copy(MemorySegment.ofArray(icmp), 0, memory, 0, icmp.length);
        IcmpMessage.writeChecksum(memory.address(), icmp.length);
        return TestHost.bytes(memory.address(), icmp.length);
    }

    @Test
    void deliversADatagram() {
        own.receive(0, hello);
        assertThat(own.datagrams).containsExactly(new byte[] {1, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'});
        assertThat(Arrays.stream(own.events).sum()).isZero();
    }

    @Test
    void stepsOverOptionsAndPadding() {
        byte[] frame = new byte[hello.length + 8 + 20];
        System.arraycopy(hello, 0, frame, 0, HEADERS);
        System.arraycopy(hello, HEADERS, frame, HEADERS + 8, hello.length - HEADERS);
        Arrays.fill(frame, HEADERS, HEADERS + 8, (byte) 1);
        frame[ETHERNET] = 0x47;
        frame[ETHERNET + 3] += 8;
        own.receive(0, fixed(frame));
        assertThat(own.datagrams).containsExactly(new byte[] {1, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'});
    }

    /** What follows the end of a cut frame in memory changes nothing. */
    @Test
    void refusesAFrameCutAnywhere() {
        TestHost asking = new TestHost(3);
        asking.host.neighbor(own.ip, 0);
        asking.host.poll(0);
        for (byte[] whole : List.of(hello, echo(peer, own, 20), asking.sent.remove())) {
            for (int cut = 0; cut < whole.length; cut++) {
                byte[] frame = Arrays.copyOf(whole, cut);
                own.receive(0, frame, 0);
                own.receive(0, frame, 0xff);
                System.arraycopy(whole, 0, frame, 0, cut);
                own.receive(0, frame, whole[cut]);
            }
        }
        assertThat(own.datagrams).isEmpty();
        assertThat(own.sent).isEmpty();
        assertThat(own.count(StackEvent.MALFORMED)).isEqualTo(Arrays.stream(own.events).sum());
    }

    @Test
    void refusesEveryFlippedBitOfHeadersAndPayload() {
        for (int bit = 8 * 12; bit < 8 * hello.length; bit++) {
            byte[] frame = hello.clone();
            frame[bit / 8] ^= (byte) (1 << bit % 8);
            own.receive(0, frame);
            assertThat(own.datagrams).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void refusesWrongLengthsAndSourcesThatNobodyCanAnswer() {
        expect(StackEvent.MALFORMED, changed(hello, 3, 200));
        expect(StackEvent.MALFORMED, changed(hello, 3, 19));
        expect(StackEvent.MALFORMED, changed(hello, 0, 0x44));
        expect(StackEvent.MALFORMED, changed(hello, 0, 0x65));
        expect(StackEvent.MALFORMED, changed(hello, 12, 224));
        expect(StackEvent.MALFORMED, changed(hello, 12, 0));
        byte[] longer = hello.clone();
        longer[HEADERS + 5]++;
        expect(StackEvent.MALFORMED, longer);
        byte[] toAGroup = hello.clone();
        toAGroup[6] |= 1;
        expect(StackEvent.MALFORMED, toAGroup);
    }

    @Test
    void refusesFragmentsAndWhatIsForOthers() {
        expect(StackEvent.FRAGMENT, changed(hello, 6, 0x20));
        expect(StackEvent.FRAGMENT, changed(hello, 7, 1));
        expect(StackEvent.NOT_FOR_US, changed(hello, 19, 9));
        expect(StackEvent.NOT_FOR_US, changed(hello, 9, 47));
        byte[] toAnother = hello.clone();
        toAnother[5]++;
        expect(StackEvent.NOT_FOR_US, toAnother);
        byte[] vlan = hello.clone();
        vlan[12] = (byte) 0x81;
        expect(StackEvent.NOT_FOR_US, vlan);
        expect(StackEvent.ADDRESS_CONFLICT, new TestHost(1).datagram(own, PORT, new byte[4]));
    }

    @Test
    void answersAnEcho() {
        own.receive(0, echo(peer, own, 33));
        byte[] reply = own.sent.remove();
        assertThat(Arrays.copyOf(reply, 6)).isEqualTo(Arrays.copyOfRange(hello, 6, 12));
        assertThat(reply[HEADERS]).isZero();
        assertThat(Arrays.copyOfRange(reply, HEADERS + 4, reply.length))
                .isEqualTo(Arrays.copyOfRange(echo(peer, own, 33), HEADERS + 4, reply.length));
        peer.receive(0, reply);
        assertThat(peer.count(StackEvent.CHECKSUM_WRONG)).isZero();

        byte[] wrong = echo(peer, own, 33);
        wrong[HEADERS + 2]++;
        expect(StackEvent.CHECKSUM_WRONG, wrong);
        own.receive(0, echo(peer, own, 2000));
        assertThat(own.sent).isEmpty();
    }

    @Test
    void tellsThatNobodyHasAPortButNotTooOften() {
        byte[] stray = peer.datagram(own, 9, new byte[100]);
        for (int i = 0; i < 500; i++) {
            own.receive(i * MS, stray);
        }
        assertThat(own.count(StackEvent.NO_PORT)).isEqualTo(500);
        assertThat(own.sent).hasSize(100);
        byte[] error = own.sent.remove();
        assertThat(error[HEADERS]).isEqualTo((byte) 3);
        assertThat(error[HEADERS + 1]).isEqualTo((byte) 3);
        assertThat(Arrays.copyOfRange(error, HEADERS + 8, error.length))
                .isEqualTo(Arrays.copyOfRange(stray, ETHERNET, ETHERNET + 28));

        List<String> heard = new ArrayList<>();
        peer.host.handleUdp(listener(heard));
        peer.receive(0, error);
        assertThat(heard).containsExactly("10.0.0.1 code 3 mtu 0: 00090009006c");
    }

    @Test
    void handsOnThatFragmentationIsNeeded() {
        byte[] error = HexFormat.of().parseHex("0304000000000514" + "450005dc00004000400600000a0000010a000005"
                + "115c115d11223344");
        List<String> heard = new ArrayList<>();
        own.host.handleTcp(listener(heard));
        own.receive(0, peer.frame(own, 1, withChecksum(error)));
        assertThat(heard).containsExactly("10.0.0.5 code 4 mtu 1300: 115c115d1122");

        error[8 + 15] = 9;
        expect(StackEvent.MALFORMED, peer.frame(own, 1, withChecksum(error)));
        error[8 + 15] = 1;
        expect(StackEvent.MALFORMED, peer.frame(own, 1, withChecksum(Arrays.copyOf(error, error.length - 1))));
        error[6] = 0;
        expect(StackEvent.MALFORMED, peer.frame(own, 1, withChecksum(error)));
        assertThat(heard).hasSize(1);
    }

    private static L4Handler listener(List<String> heard) {
        return new L4Handler() {
            @Override
            public boolean onPacket(long nowNs, int sourceIp, long segment, int length) {
                return true;
            }

            @Override
            public void onUnreachable(long nowNs, int ip, int code, int mtu, long segment, int length) {
                heard.add((ip >>> 24) + "." + (ip >> 16 & 255) + "." + (ip >> 8 & 255) + "." + (ip & 255) + " code " + code
                        + " mtu " + mtu + ": " + HexFormat.of().toHexDigits(Bytes.get32(segment))
                        + HexFormat.of().toHexDigits((short) Bytes.get16(segment + 4)));
            }
        };
    }

    @Test
    void sendsToAStrangerOnlyInAnswer() {
        long segment = Arena.global().allocate(100, 8).address() + HEADERS;
        assertThat(own.host.send(peer.ip, 6, segment, 20, 0, 0)).isEqualTo(Sent.UNREACHABLE);
        List<Sent> answers = new ArrayList<>();
        own.host.handleTcp((now, source, at, length) -> {
            answers.add(own.host.send(source, 6, segment, 20, 0, 0));
            return true;
        });
        own.receive(0, peer.frame(own, 6, new byte[20]));
        assertThat(answers).containsExactly(Sent.COPIED);
        assertThat(own.sent.remove()).startsWith(2, 0, 0, 0, 0, 2);
        assertThat(own.host.send(peer.ip, 6, segment, 20, 0, 0)).isEqualTo(Sent.UNREACHABLE);
    }

    @Test
    void sendsDatagramsOfEveryLengthWithRightChecksums() {
        UdpFlow flow = flow(own);
        MemorySegment payload = Arena.ofAuto().allocate(1500, 8);
        for (int length = 0; length < 1460; length++) {
            payload.set(ValueLayout.JAVA_BYTE, length, (byte) (length * 7));
            Bytes.put32(flow.prefix(), 0x01000000 + length);
            assertThat(flow.send(4, payload.address(), length)).isEqualTo(Sent.COPIED);
            byte[] frame = own.sent.remove();
            peer.receive(0, frame);
            assertThat(peer.datagrams.remove()).isEqualTo(Arrays.copyOfRange(frame, HEADERS + 8, frame.length))
                    .hasSize(4 + length);
        }
        assertThat(peer.count(StackEvent.CHECKSUM_WRONG)).isZero();
    }

    @Test
    void leavesChecksumsToADeviceThatMakesThem() {
        TestHost offloading = new TestHost(1, new ChecksumPolicy(true, true, true));
        UdpFlow flow = flow(offloading);
        flow.send(4, flow.prefix(), 0);
        byte[] frame = offloading.sent.remove();
        assertThat(ByteBuffer.wrap(frame).getShort(ETHERNET + 10)).isZero();
        // 0a00 + 0001 + 0a00 + 0002 + 0011 + 000c
        assertThat(ByteBuffer.wrap(frame).getShort(HEADERS + 6)).isEqualTo((short) 0x1420);
        byte[] partial = hello.clone();
        partial[HEADERS + 6] ^= 1;
        offloading.receive(0, partial);
        assertThat(offloading.datagrams).hasSize(1);
    }

    private UdpFlow flow(TestHost from) {
        UdpFlow flow = new UdpFlow(from.host, from.host.neighbor(peer.ip, 0), PORT, PORT, 32);
        from.host.poll(0);
        TestHost.exchange(0, from, peer);
        return flow;
    }

    @Test
    void countsAnAnswerThatTheDeviceDidNotTake() {
        own.answer = Sent.FULL;
        own.receive(0, echo(peer, own, 8));
        assertThat(own.count(StackEvent.ANSWER_LOST)).isEqualTo(1);
    }
}
