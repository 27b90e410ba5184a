package io.nsn.datapath.packet;

import static io.nsn.datapath.TestEndpoint.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.DatapathSettings.Peer;
import io.nsn.datapath.TestEndpoint;
import io.nsn.port.PacketPort;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts that exchange messages, and a third station on their link that sends what it likes. */
@Timeout(60)
class LinkAttackTest {
    private static final String VICTIM = "10.0.0.1";
    private static final String PEER = "10.0.0.2";
    private static final String STRANGER = "10.0.0.3";
    private static final long VICTIMS_MAC = 0x02_00_00_00_00_01L;
    private static final long EVERYBODY = 0xffff_ffff_ffffL;
    private static final int APP = 4444;
    private static final int PORT_UNREACHABLE_LIMIT = 1000;
    /** IPv4, ARP, IPv6. */
    private static final int[] TYPES = {0x0800, 0x0806, 0x86dd};

    private final TestSwitch cables = new TestSwitch(1500, false);
    private final TestEndpoint victim = endpoint(VICTIM, PEER);
    private final TestEndpoint peer = endpoint(PEER, VICTIM);
    private final PacketPort attacker = cables.plugIn();
    private final MemorySegment memory = Arena.ofAuto().allocate(2048, 8);

    private TestEndpoint endpoint(String own, String other) {
        DatapathSettings settings = new DatapathSettings(own, Map.of(), List.of(new Peer("peer", other)), 2044, 32, 32);
        PacketHost host = new PacketHost(cables.plugIn(), address(own));
        return new TestEndpoint((inbound, outbound, counters) ->
                new UdpPacketDatapath(host, settings, host::close).open(APP, inbound, outbound, counters));
    }

    @BeforeEach
    void meet() {
        assertMessagesPass();
    }

    @AfterEach
    void close() {
        victim.close();
        peer.close();
    }

    @Test
    void aPeersAddressFromASecondStationIsRefusedByArpAndByIp() {
        assertThat(victim.count(Counter.NEIGHBORS_LEARNED)).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            send(arp(2, PEER, VICTIM));
            send(udp(PEER, VICTIM, APP, APP, 20));
            assertMessagesPass();
        }
        assertThat(victim.count(Counter.FRAME_SPOOFED)).isEqualTo(200);
        assertThat(victim.count(Counter.NEIGHBORS_LEARNED)).as("nobody else was believed").isEqualTo(1);
    }

    @Test
    void itsOwnAddressFromAnotherStationIsCounted() {
        send(arp(1, VICTIM, VICTIM));
        send(udp(VICTIM, VICTIM, APP, APP, 20));
        await("counted", () -> victim.count(Counter.ADDRESS_CONFLICTS) == 2, victim, peer);
        assertMessagesPass();
    }

    /** The peer is lost only when it answers no more; who then has its address is believed. */
    @Test
    void aPeerThatIsGoneIsLostAndFoundAtItsNewPlace() {
        peer.close();
        send(arp(2, PEER, VICTIM));
        await("lost", () -> victim.count(Counter.NEIGHBORS_LOST) == 1, victim);
        victim.send(1, new byte[8]);
        await("dropped", () -> victim.count(Counter.DROP_NO_NEIGHBOR) > 0, victim);
        send(arp(2, PEER, VICTIM));
        await("found", () -> victim.count(Counter.NEIGHBORS_LEARNED) == 2, victim);
    }

    @Test
    void whatTheLinkDoesNotTakeIsSentLater() {
        for (int i = 0; i < 200; i++) {
            victim.send(i, new byte[100]);
        }
        await("the link is full", () -> victim.count(Counter.STALL_SENDER) > 0, victim);
        await("all arrive", () -> peer.received.size() == 200, victim, peer);
    }

    @Test
    void aFloodOfArpHidesNoMessage() {
        flood(i -> i % 2 == 0 ? arp(1, "10.0." + (i >> 8 & 0xff) + "." + (i & 0xff), VICTIM) : arp(2, PEER, VICTIM));
        assertThat(victim.count(Counter.FRAME_SPOOFED)).isPositive();
    }

    @Test
    void aFloodOfEchoRequestsHidesNoMessage() {
        flood(i -> icmp(STRANGER, VICTIM, 8, i % 1400));
        assertThat(victim.count(Counter.ANSWERS_LOST)).as("who does not listen is not waited for").isPositive();
    }

    @Test
    void aFloodOfDatagramsHidesNoMessageAndIsNotAnsweredWithAnother() {
        int before = framesSentToAttacker();
        flood(i -> udp(STRANGER, VICTIM, APP, i % 3 == 0 ? APP : i & 0xffff, i % 100));
        assertThat(victim.count(Counter.FRAME_NO_PORT)).isPositive();
        assertThat(victim.count(Counter.DROP_UNKNOWN_PEER)).isPositive();
        assertThat(framesSentToAttacker() - before).isLessThan(PORT_UNREACHABLE_LIMIT);
    }

    @Test
    void aFloodOfNoiseHidesNoMessage() {
        Random random = new Random(1);
        flood(i -> {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            byte[] frame = ethernet(TYPES[i % TYPES.length], noise);
            return Arrays.copyOf(frame, random.nextInt(8, frame.length + 1));
        });
        assertThat(victim.count(Counter.FRAME_MALFORMED)).isPositive();
        assertThat(victim.count(Counter.FRAME_NOT_FOR_US)).isPositive();
    }

    /** Between two messages always more frames than a burst takes. */
    private void flood(IntFunction<byte[]> frames) {
        for (int i = 0; i < 20_000; i++) {
            send(frames.apply(i));
            if (i % 50 == 0) {
                assertMessagesPass();
            }
        }
    }

    private int framesSentToAttacker() {
        int frames = 0;
        for (int received; (received = attacker.receive((address, length) -> { }, 64)) > 0; ) {
            frames += received;
        }
        return frames;
    }

    private void assertMessagesPass() {
        for (int i = 0; i < 2; i++) {
            // A full queue of the link loses a message, as a wire would: then it is sent again.
            await("a message of the peer", () -> {
                peer.send(7, new byte[] {1});
                peer.turn();
                victim.turn();
                return !victim.received.isEmpty();
            }, victim, peer);
            await("a message to the peer", () -> {
                victim.send(8, new byte[] {1});
                return !peer.received.isEmpty();
            }, victim, peer);
            await("all sent", () -> victim.queued() + peer.queued() == 0, victim, peer);
            victim.received.clear();
            peer.received.clear();
        }
    }

    private static int address(String dotted) {
        try {
            return Ipv4Text.parse(dotted);
        } catch (DatapathException e) {
            throw new AssertionError(e);
        }
    }

    private void send(byte[] frame) {
        MemorySegment.copy(MemorySegment.ofArray(frame), 0, memory, 0, frame.length);
        attacker.send(memory.address(), frame.length, 0, 0);
    }

    private ByteBuffer frame(int type, int length) {
        return ByteBuffer.allocate(14 + length).putShort((short) (VICTIMS_MAC >> 32)).putInt((int) VICTIMS_MAC)
                .putShort((short) (attacker.macAddress() >> 32)).putInt((int) attacker.macAddress())
                .putShort((short) type);
    }

    private byte[] ethernet(int type, byte[] content) {
        return frame(type, content.length).put(content).array();
    }

    private byte[] arp(int operation, String sender, String target) {
        return frame(0x0806, 28).putInt(0x00010800).putShort((short) 0x0604).putShort((short) operation)
                .putShort((short) (attacker.macAddress() >> 32)).putInt((int) attacker.macAddress())
                .putInt(address(sender)).putShort((short) (EVERYBODY >> 32)).putInt((int) EVERYBODY)
                .putInt(address(target)).array();
    }

    private byte[] udp(String from, String to, int fromPort, int toPort, int length) {
        byte[] datagram = ByteBuffer.allocate(8 + length).putShort((short) fromPort).putShort((short) toPort)
                .putShort((short) (8 + length)).array(); // no checksum
        return ip(from, to, 17, datagram);
    }

    private byte[] icmp(String from, String to, int type, int length) {
        byte[] message = ByteBuffer.allocate(8 + length).put((byte) type).put((byte) 0)
                .putShort((short) ~(type << 8)).array();
        return ip(from, to, 1, message);
    }

    private byte[] ip(String from, String to, int protocol, byte[] payload) {
        ByteBuffer frame = frame(0x0800, 20 + payload.length).putInt(0x45000000 | 20 + payload.length).putInt(0x4000)
                .put((byte) 64).put((byte) protocol).putShort((short) 0).putInt(address(from)).putInt(address(to));
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        return frame.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16))).put(payload).array();
    }
}
