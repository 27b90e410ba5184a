package io.nsn.datapath.socket;

import static io.nsn.datapath.TestEndpoint.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.DatapathSettings.Peer;
import io.nsn.datapath.TestEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tcpsock between a neighbour that behaves and a peer written by hand that need not. */
@Timeout(60)
class TcpEndpointTest {
    private static final int ENDPOINT = 1;
    private static final int NEIGHBOUR = 2;
    private static final int RAW = 3;
    private static final int MAX_MESSAGE = 2044;

    private final String network = "127." + ThreadLocalRandom.current().nextInt(1, 255) + "."
            + ThreadLocalRandom.current().nextInt(1, 255) + ".";
    private final int port = ThreadLocalRandom.current().nextInt(20_000, 60_000);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final TestEndpoint endpoint = endpoint(ENDPOINT, NEIGHBOUR, RAW);
    private final TestEndpoint neighbour = endpoint(NEIGHBOUR, ENDPOINT);

    @BeforeEach
    void meet() {
        await("the neighbour is connected", () -> endpoint.count(Counter.CONNECTIONS_MADE) == 1, endpoint, neighbour);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void exchangesFramesByteByByteWhileOthersAreServed() throws IOException {
        SocketChannel raw = connected();
        ByteBuffer frames = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 5; i++) {
            frames.putLong(4 + 40 * i).putInt(i).put(new byte[40 * i]);
        }
        frames.flip();
        while (frames.hasRemaining()) {
            raw.write(frames.slice(frames.position(), 1));
            frames.position(frames.position() + 1);
            assertNeighbourIsServed();
        }
        await("all frames", () -> endpoint.received.size() == 5, endpoint);
        for (int i = 0; i < 5; i++) {
            assertThat(endpoint.received.get(i).channelId()).isEqualTo(i);
            assertThat(endpoint.received.get(i).payload()).hasSize(40 * i);
        }
    }

    @Test
    void writesFramesOfLengthChannelAndPayload() throws IOException {
        SocketChannel raw = connected();
        endpoint.send(0x01020304, new byte[] {5, 6, 7});
        await("sent", () -> endpoint.queued() == 0, endpoint, neighbour);

        assertThat(read(raw, 15)).containsExactly(7, 0, 0, 0, 0, 0, 0, 0, 4, 3, 2, 1, 5, 6, 7);
    }

    @Test
    void connectsToAListeningPeerFromTheApplicationsPort() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .setOption(StandardSocketOptions.SO_REUSEPORT, true)
                .bind(new InetSocketAddress(network + RAW, port));
        open.add(listener);
        listener.configureBlocking(false);
        List<SocketChannel> accepted = new ArrayList<>();
        await("it connects", () -> {
            acceptInto(listener, accepted);
            return !accepted.isEmpty();
        }, endpoint, neighbour);
        await("it knows", () -> endpoint.count(Counter.CONNECTIONS_MADE) == 2, endpoint, neighbour);

        SocketChannel raw = accepted.getFirst();
        open.add(raw);
        raw.configureBlocking(true);
        assertThat(raw.getRemoteAddress()).isEqualTo(new InetSocketAddress(network + ENDPOINT, port));
        raw.write(frame(9, 1));
        await("a frame arrives", () -> endpoint.received.size() == 1, endpoint);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, MAX_MESSAGE + 5, 1L << 31, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void endsAConnectionOverALengthThatIsNone(long length) throws IOException {
        SocketChannel raw = connected();
        raw.write(frame(1, 10));
        raw.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).flip());

        await("noticed", () -> endpoint.count(Counter.PROTOCOL_ERRORS) == 1, endpoint, neighbour);
        assertEnded(raw);
        assertThat(endpoint.received).hasSize(1);
        assertNeighbourIsServed();

        connected().write(frame(2, 10)); // it may come back and behave
        await("a frame of the new connection", () -> endpoint.received.size() == 2, endpoint, neighbour);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesRandomBytes(long seed) throws IOException {
        Random random = new Random(seed);
        for (int connection = 0; connection < 5; connection++) {
            SocketChannel raw = connected();
            byte[] noise = new byte[1 + random.nextInt(5000)];
            random.nextBytes(noise);
            noise[Math.min(7, noise.length - 1)] |= (byte) 0x80; // a length that no frame has
            raw.write(ByteBuffer.wrap(noise));
            raw.close();
            long before = endpoint.count(Counter.CONNECTIONS_LOST);
            await("lost, seed " + seed, () -> endpoint.count(Counter.CONNECTIONS_LOST) > before, endpoint, neighbour);
            assertNeighbourIsServed();
        }
        assertThat(endpoint.received).isEmpty();
    }

    @Test
    void neverDeliversHalfAFrame() throws IOException {
        ByteBuffer whole = frame(1, 100);
        for (int cut = 1; cut < whole.limit(); cut += 10) {
            SocketChannel raw = connected();
            raw.write(whole.slice(0, cut));
            raw.close();
            long lost = endpoint.count(Counter.CONNECTIONS_LOST);
            await("lost", () -> endpoint.count(Counter.CONNECTIONS_LOST) > lost, endpoint, neighbour);
            assertThat(endpoint.received).isEmpty();
        }
        connected().write(whole);
        await("a whole frame", () -> endpoint.received.size() == 1, endpoint, neighbour);
        assertThat(endpoint.received.getFirst().payload()).hasSize(100);
    }

    @Test
    void refusesConnectionsFromUnknownAddressesAndPorts() throws IOException {
        for (SocketChannel stranger : List.of(connect(4, port), connect(RAW, port - 1), connect(RAW, 0))) {
            stranger.write(frame(1, 10));
            long refused = endpoint.count(Counter.CONNECTIONS_REFUSED);
            await("refused", () -> endpoint.count(Counter.CONNECTIONS_REFUSED) > refused, endpoint, neighbour);
            assertEnded(stranger);
        }
        assertThat(endpoint.received).isEmpty();
        assertNeighbourIsServed();
    }

    @Test
    void putsOffWhatAPeerDoesNotReadAndCountsWhatItNeverGets() throws IOException {
        SocketChannel raw = connected();
        await("the peer's buffers are full", () -> {
            endpoint.send(1, new byte[MAX_MESSAGE]);
            return endpoint.count(Counter.STALL_SENDER) > 0;
        }, endpoint, neighbour);
        assertThat(endpoint.count(Counter.DROP_PEER_LOST)).isZero();
        raw.setOption(StandardSocketOptions.SO_LINGER, 0).close();
        await("given up", () -> endpoint.count(Counter.DROP_PEER_LOST) > 0, endpoint, neighbour);
        assertNeighbourIsServed();
    }

    @Test
    void takesAPeersNewConnectionForTheOldOne() throws IOException {
        for (int i = 1; i <= 10; i++) {
            SocketChannel raw = connected();
            raw.write(frame(i, i));
            int all = i;
            await("frame " + i, () -> endpoint.received.size() == all, endpoint, neighbour);
            raw.setOption(StandardSocketOptions.SO_LINGER, 0).close();
        }
        assertNeighbourIsServed();
    }

    @Test
    void leavesAFullConnectionAloneUntilItTakesMore() throws IOException {
        SocketChannel raw = connected();
        raw.configureBlocking(false);
        int sent = 0;
        while (endpoint.count(Counter.STALL_SENDER) == 0) {
            sent += endpoint.send(1, new byte[MAX_MESSAGE]) ? 1 : 0;
            endpoint.turn();
            neighbour.turn();
        }
        int messages = sent;
        await("the neighbour has all", () -> neighbour.received.size() == messages, endpoint, neighbour);
        int[] quiet = {0};
        await("both buffers are full", () -> (quiet[0] = endpoint.turn() == 0 ? quiet[0] + 1 : 0) > 1000);
        long calls = endpoint.count(Counter.SEND_CALLS);
        for (int i = 0; i < 100; i++) {
            assertThat(endpoint.turn()).isZero();
        }
        assertThat(endpoint.count(Counter.SEND_CALLS)).isEqualTo(calls);
        assertThat(endpoint.queued()).isPositive();

        ByteBuffer taken = ByteBuffer.allocateDirect(1 << 16);
        long[] left = {messages * (12L + MAX_MESSAGE)};
        await("all taken", () -> (left[0] -= readSome(raw, taken)) == 0, endpoint, neighbour);
        assertThat(endpoint.queued()).isZero();
    }

    private void assertNeighbourIsServed() {
        neighbour.send(77, new byte[] {1});
        await("the neighbour's message", () -> endpoint.received.removeIf(message -> message.channelId() == 77),
                endpoint, neighbour);
    }

    private TestEndpoint endpoint(int own, int... peers) {
        List<Peer> known = new ArrayList<>();
        for (int peer : peers) {
            known.add(new Peer("host" + peer, network + peer));
        }
        DatapathSettings settings = new DatapathSettings(network + own, Map.of(), known, MAX_MESSAGE, 32, 32);
        TestEndpoint made = new TestEndpoint((inbound, outbound, counters) ->
                new TcpSocketProvider().start(settings).open(port, inbound, outbound, counters));
        open.add(made);
        return made;
    }

    /** A connection of the hand-written peer, taken by the endpoint. */
    private SocketChannel connected() throws IOException {
        long made = endpoint.count(Counter.CONNECTIONS_MADE);
        SocketChannel raw = connect(RAW, port);
        await("taken", () -> endpoint.count(Counter.CONNECTIONS_MADE) > made, endpoint, neighbour);
        return raw;
    }

    private SocketChannel connect(int host, int from) throws IOException {
        SocketChannel channel = SocketChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .setOption(StandardSocketOptions.SO_REUSEPORT, true)
                .setOption(StandardSocketOptions.TCP_NODELAY, true)
                .bind(new InetSocketAddress(network + host, from));
        open.add(channel);
        channel.connect(new InetSocketAddress(network + ENDPOINT, port));
        return channel;
    }

    private static void acceptInto(ServerSocketChannel listener, List<SocketChannel> accepted) {
        try {
            SocketChannel connection = listener.accept();
            if (connection != null) {
                accepted.add(connection);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer frame(int channelId, int length) {
        return ByteBuffer.allocate(12 + length).order(ByteOrder.LITTLE_ENDIAN).putLong(4 + length).putInt(channelId)
                .put(new byte[length]).flip();
    }

    private static int readSome(SocketChannel from, ByteBuffer into) {
        try {
            return from.read(into.clear());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] read(SocketChannel from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            assertThat(from.read(bytes)).isPositive();
        }
        return bytes.array();
    }

    private static void assertEnded(SocketChannel channel) {
        try {
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
