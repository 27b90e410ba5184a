package io.nsn.datapath.socket;

import static io.nsn.datapath.TestEndpoint.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.DatapathSettings.Peer;
import io.nsn.datapath.MessagePart;
import io.nsn.datapath.TestEndpoint;
import io.nsn.ffi.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** udpsock alone: what is on the wire, system calls, garbage, and kernels that can less. */
@Timeout(60)
class UdpEndpointTest {
    private static final int MTU = 1500;
    private static final int MAX_DATAGRAM = MTU - 28;
    private static final int MAX_MESSAGE = 1 << 18;
    private static final int SO_NO_CHECK = 11;

    private final String network = "127." + ThreadLocalRandom.current().nextInt(1, 255) + "."
            + ThreadLocalRandom.current().nextInt(1, 255) + ".";
    private final int port = ThreadLocalRandom.current().nextInt(20_000, 60_000);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void sendsAMessageOfUpToOneFrameInTheOriginalsFormat() throws IOException {
        TestEndpoint one = endpoint(1, 2, true, true);
        DatagramChannel raw = raw(2, port);
        for (int length : new int[] {1, 1440, MAX_DATAGRAM - 4}) {
            one.send(0x01020304, filled(length));
            await("sent", () -> one.queued() == 0, one);

            ByteBuffer datagram = receive(raw);
            assertThat(datagram.remaining()).isEqualTo(4 + length);
            assertThat(datagram.getInt()).isEqualTo(0x01020304);
            assertThat(bytes(datagram)).isEqualTo(filled(length));
        }
    }

    @Test
    void splitsALongerMessageIntoFramesOfParts() throws IOException {
        TestEndpoint one = endpoint(1, 2, true, true);
        DatagramChannel raw = raw(2, port);
        int size = MAX_DATAGRAM - MessagePart.HEADER;

        one.send(9, filled(3 * size + 1));
        await("sent", () -> one.queued() == 0, one);

        byte[] whole = new byte[3 * size + 1];
        for (int part = 0; part < 4; part++) {
            ByteBuffer datagram = receive(raw);
            assertThat(datagram.remaining()).isEqualTo(part < 3 ? MAX_DATAGRAM : MessagePart.HEADER + 1);
            assertThat(datagram.getInt()).isEqualTo(0xffffffff);
            assertThat(datagram.getInt(16)).isEqualTo(9);
            assertThat(datagram.getInt(20)).isEqualTo(whole.length);
            int offset = datagram.getInt(28);
            assertThat(offset).isEqualTo(part * size);
            datagram.position(MessagePart.HEADER);
            datagram.get(whole, offset, datagram.remaining());
        }
        assertThat(whole).isEqualTo(filled(whole.length));
        assertThat(one.count(Counter.MESSAGES_SPLIT)).isEqualTo(1);
    }

    /** The same messages, whether the kernel segments and groups or not. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, true", "true, false", "false, false"})
    void movesMessagesWithAndWithoutOffloads(boolean segments, boolean groups) {
        TestEndpoint one = endpoint(1, 2, segments, true);
        TestEndpoint two = endpoint(2, 1, true, groups);
        Random random = new Random(5);
        List<byte[]> sent = new ArrayList<>();
        int datagrams = 0;
        for (int burst = 0; burst < 50; burst++) {
            boolean longer = random.nextInt(5) == 0;
            int length = longer ? 1 + random.nextInt(MAX_MESSAGE) : 1 + random.nextInt(MAX_DATAGRAM);
            for (int i = random.nextInt(longer ? 4 : 40); i >= 0; i--) {
                sent.add(filled(random.nextInt(6) == 0 ? 1 + random.nextInt(length) : length));
                one.send(sent.size() - 1, sent.getLast());
                datagrams += sent.getLast().length / MAX_DATAGRAM + 1;
            }
            await("burst " + burst, () -> two.received.size() == sent.size(), one, two);
        }
        for (int i = 0; i < sent.size(); i++) {
            assertThat(two.received.get(i).channelId()).isEqualTo(i);
            assertThat(two.received.get(i).payload()).isEqualTo(sent.get(i));
        }
        assertThat(one.count(Counter.DROP_SEND_REFUSED)).isZero();
        assertThat(one.count(Counter.SEND_CALLS)).as("sent in runs").isLessThan(datagrams / 4L);
        if (segments || !groups) { // what was sent singly is grouped by network devices only
            assertThat(two.count(Counter.RECEIVE_CALLS)).as("received in runs").isLessThan(datagrams / 4L);
        }
    }

    @Test
    void spendsOneCallEachWayOnALoneMessage() {
        TestEndpoint one = endpoint(1, 2, true, true);
        TestEndpoint two = endpoint(2, 1, true, true);
        for (int i = 1; i <= 100; i++) {
            int all = i;
            one.send(i, filled(64));
            await("arrived", () -> two.received.size() == all, one, two);
            await("an idle cycle", () -> two.turn() == 0);
        }
        assertThat(one.count(Counter.SEND_CALLS)).isEqualTo(100);
        assertThat(two.count(Counter.RECEIVE_CALLS)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dropsGarbageAndCountsIt(boolean groups) throws IOException {
        TestEndpoint one = endpoint(1, 2, true, groups);
        DatagramChannel peer = raw(2, port);
        for (int length = 0; length < 4; length++) {
            send(peer, filled(length));
        }
        await("malformed", () -> one.count(Counter.DROP_MALFORMED) == 4, one);
        send(peer, new byte[] {-1, -1, -1, -1});
        byte[] wild = filled(1000);
        wild[0] = wild[1] = wild[2] = wild[3] = -1;
        send(peer, wild);
        await("malformed parts", () -> one.count(Counter.DROP_MALFORMED) == 6, one);

        send(raw(2, port - 1), filled(100));
        send(raw(3, port), filled(100));
        await("strangers", () -> one.count(Counter.DROP_UNKNOWN_PEER) == 2, one);

        Random random = new Random(11);
        for (int i = 0; i < 5000; i++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            send(peer, noise);
            one.turn();
        }
        send(peer, new byte[] {7, 0, 0, 0, 42});
        await("a message after garbage", () -> !one.received.isEmpty()
                && one.received.getLast().channelId() == 7, one);
        assertThat(one.received.getLast().payload()).containsExactly(42);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesDatagramsInTheSocketWhileNobodyHasRoom(boolean groups) {
        TestEndpoint one = endpoint(1, 2, true, true);
        TestEndpoint two = endpoint(2, 1, true, groups);
        two.room = false;
        for (int i = 0; i < 1000; i++) {
            one.send(i, filled(64));
        }
        await("stalled", () -> two.count(Counter.STALL_RECEIVER) == 1, one, two);
        await("all sent", () -> one.queued() == 0, one);
        long calls = two.count(Counter.RECEIVE_CALLS);
        for (int i = 0; i < 100; i++) {
            assertThat(two.turn()).isZero();
        }
        assertThat(two.count(Counter.RECEIVE_CALLS)).as("the socket is left alone").isEqualTo(calls);

        two.room = true;
        await("all received", () -> two.received.size() == 1000, two);
        for (int i = 0; i < 1000; i++) {
            assertThat(two.received.get(i).channelId()).isEqualTo(i);
        }
        assertThat(two.count(Counter.DROP_SOCKET_FULL)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsWhatTheKernelThrewAwayMeanwhile(boolean groups) throws IOException {
        int datagrams = 20_000;
        TestEndpoint one = endpoint(1, 2, true, groups);
        DatagramChannel peer = raw(2, port);
        one.room = false;
        for (int i = 0; i < datagrams; i++) {
            send(peer, filled(1000));
        }
        await("stalled", () -> one.count(Counter.STALL_RECEIVER) == 1, one);
        one.room = true;
        await("the socket is empty", () -> one.turn() == 0);
        send(peer, filled(1000)); // the kernel tells with the next datagram it takes

        await("counted", () -> one.received.size() + one.count(Counter.DROP_SOCKET_FULL) == datagrams + 1, one);
        assertThat(one.count(Counter.DROP_SOCKET_FULL)).isPositive();
    }

    @Test
    void takesAnEmptyMessage() throws IOException {
        TestEndpoint one = endpoint(1, 2, true, true);
        send(raw(2, port), new byte[] {5, 0, 0, 0});
        await("arrived", () -> !one.received.isEmpty(), one);
        assertThat(one.received.getFirst().channelId()).isEqualTo(5);
        assertThat(one.received.getFirst().payload()).isEmpty();
    }

    /** @param segments false: a socket whose UDP_SEGMENT calls the kernel refuses */
    private TestEndpoint endpoint(int own, int peer, boolean segments, boolean groups) {
        TestEndpoint endpoint = new TestEndpoint((inbound, outbound, counters) -> {
            int address = Ipv4Address.parse(network + own);
            int fd = BoundSocket.open("udpsock", Sockets.SOCK_DGRAM, address, network + own, port, false);
            BoundSocket.setBuffers(fd, 4 << 20);
            if (!segments) {
                Sockets.setOption(fd, Sockets.SOL_SOCKET, SO_NO_CHECK, 1);
            }
            if (groups) {
                Sockets.setOption(fd, Sockets.IPPROTO_UDP, Sockets.UDP_GRO, 1);
            }
            DatapathSettings settings = new DatapathSettings(network + own, Map.of(),
                    List.of(new Peer("peer", network + peer)), MAX_MESSAGE, 32, 32);
            return new UdpEndpoint(fd, port, new int[] {Ipv4Address.parse(network + peer)}, new int[] {MTU}, groups,
                    settings, inbound, outbound, counters);
        });
        open.add(endpoint);
        return endpoint;
    }

    private DatagramChannel raw(int host, int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        open.add(channel);
        return channel.bind(new InetSocketAddress(network + host, port));
    }

    private void send(DatagramChannel from, byte[] datagram) throws IOException {
        from.send(ByteBuffer.wrap(datagram), new InetSocketAddress(network + 1, port));
    }

    /** The next datagram at a peer, and that it came from the endpoint's own address and port. */
    private ByteBuffer receive(DatagramChannel raw) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        SocketAddress from = raw.receive(datagram);
        assertThat(from).isEqualTo(new InetSocketAddress(network + 1, port));
        return datagram.flip();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + length);
        }
        return bytes;
    }
}
