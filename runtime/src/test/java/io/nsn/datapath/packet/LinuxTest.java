package io.nsn.datapath.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.datapath.DatapathProvider;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.DatapathSettings.Peer;
import io.nsn.datapath.TestEndpoint;
import io.nsn.datapath.socket.UdpSocketProvider;
import io.nsn.port.NetworkNamespace;
import io.nsn.port.tap.TapPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our stack on one end of a cable, Linux at the other: ARP, ping, its UDP sockets, our udpsock. */
@Timeout(60)
class LinuxTest {
    private static final String LINUX = "10.88.0.1";
    private static final String OURS = "10.88.0.2";
    private static final long OUR_MAC = 0x02_00_00_00_00_09L;
    private static final int APP = 4444;
    private static final int MTU = 1400;
    private static final int MAX_MESSAGE = 65_536;

    private NetworkNamespace linux;
    private PacketHost host;
    private TestEndpoint own;

    @BeforeEach
    void connect() {
        linux = new NetworkNamespace();
        host = linux.call(() -> new PacketHost(TapPort.open("tap0", MTU, OUR_MAC), Ipv4Text.parse(OURS)));
        linux.ip("address add " + LINUX + "/24 dev tap0");
        DatapathSettings settings = settings(OURS, LINUX);
        own = new TestEndpoint((inbound, outbound, counters) ->
                new UdpPacketDatapath(host, settings, host::close).open(APP, inbound, outbound, counters));
    }

    @AfterEach
    void close() {
        own.close();
        host.close();
        linux.close();
    }

    private static DatapathSettings settings(String address, String peer) {
        return new DatapathSettings(address, Map.of(), List.of(new Peer("peer", peer)), MAX_MESSAGE, 32, 32);
    }

    /** Runs a program of the namespace while our side works. @return what it printed */
    private String run(String command) {
        CompletableFuture<String> done = CompletableFuture.supplyAsync(() -> linux.run(command));
        TestEndpoint.await(command, done::isDone, own);
        return done.join();
    }

    @Test
    void answersPings() {
        assertThat(run("ping -c 5 -i 0.01 -s 56 -W 5 " + OURS)).contains("5 received");
        assertThat(run("ping -c 3 -i 0.01 -s 1372 -M do -p a5 -W 5 " + OURS)).contains("3 received");
        assertThat(run("ip neigh show " + OURS)).contains("02:00:00:00:00:09");
        assertThat(own.count(Counter.FRAME_CHECKSUM)).isZero();
    }

    @Test
    void tellsLinuxThatNobodyHasAPort() {
        String program = "import socket;s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.settimeout(20);"
                + "s.connect(('" + OURS + "',9));s.send(b'x')\ntry:s.recv(9)\nexcept(ConnectionRefusedError):print('refused')";
        CompletableFuture<String> done = CompletableFuture.supplyAsync(() -> linux.call(() -> {
            Process python = new ProcessBuilder("/usr/bin/python3", "-c", program).redirectErrorStream(true).start();
            return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }));
        TestEndpoint.await("refused", done::isDone, own);
        assertThat(done.join()).isEqualTo("refused\n");
        assertThat(own.count(Counter.FRAME_NO_PORT)).isEqualTo(1);
    }

    @Test
    void exchangesDatagramsOfEveryLengthWithASocketOfLinux() throws Exception {
        try (DatagramChannel socket = linux.call(() -> DatagramChannel.open().bind(new InetSocketAddress(LINUX, APP)))) {
            socket.configureBlocking(false);
            ByteBuffer received = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
            for (int length = 0; length <= MTU - 32; length += length < 40 || length > MTU - 50 ? 1 : 37) {
                int id = 1000 + length;
                own.send(id, payload(length));
                received.clear();
                TestEndpoint.await("datagram of " + length, () -> receive(socket, received), own);
                received.flip();
                assertThat(received.getInt()).isEqualTo(id);
                byte[] arrived = new byte[received.remaining()];
                received.get(arrived);
                assertThat(arrived).isEqualTo(payload(length));

                received.rewind();
                socket.send(received, new InetSocketAddress(OURS, APP));
                TestEndpoint.await("its echo", () -> !own.received.isEmpty(), own);
                TestEndpoint.Message echo = own.received.removeFirst();
                assertThat(echo.channelId()).isEqualTo(id);
                assertThat(echo.payload()).isEqualTo(payload(length));
            }
        }
        assertThat(own.count(Counter.FRAME_CHECKSUM)).isZero();
        assertThat(own.count(Counter.DROP_NO_NEIGHBOR)).isZero();
    }

    @Test
    void refusesStrangersAndFragments() throws Exception {
        linux.ip("address add 10.88.0.7/24 dev tap0");
        try (DatagramChannel stranger = linux.call(() ->
                     DatagramChannel.open().bind(new InetSocketAddress("10.88.0.7", APP)));
             DatagramChannel otherPort = linux.call(() -> DatagramChannel.open().bind(new InetSocketAddress(LINUX, 9)));
             DatagramChannel tooLong = linux.call(() -> DatagramChannel.open().bind(new InetSocketAddress(LINUX, 10)))) {
            stranger.send(ByteBuffer.wrap(payload(20)), new InetSocketAddress(OURS, APP));
            otherPort.send(ByteBuffer.wrap(payload(20)), new InetSocketAddress(OURS, APP));
            tooLong.send(ByteBuffer.wrap(payload(3000)), new InetSocketAddress(OURS, APP));
            TestEndpoint.await("refused", () -> own.count(Counter.DROP_UNKNOWN_PEER) == 2
                    && own.count(Counter.FRAME_FRAGMENT) == 3, own);
        }
        assertThat(own.received).isEmpty();
    }

    @Test
    void exchangesMessagesWithOurUdpsock() {
        DatapathProvider sockets = new UdpSocketProvider();
        TestEndpoint other = linux.call(() -> new TestEndpoint((inbound, outbound, counters) ->
                sockets.start(settings(LINUX, OURS)).open(APP, inbound, outbound, counters)));
        try (other) {
            for (int length : new int[] {1, 64, 1368, 1369, 2048, 9000, MAX_MESSAGE}) {
                own.send(length, payload(length));
                TestEndpoint.await("there: " + length, () -> !other.received.isEmpty(), own, other);
                TestEndpoint.Message there = other.received.removeFirst();
                assertThat(there.payload()).isEqualTo(payload(length));
                other.send(there.channelId(), there.payload());
                TestEndpoint.await("back: " + length, () -> !own.received.isEmpty(), own, other);
                assertThat(own.received.removeFirst().payload()).isEqualTo(payload(length));
            }
        }
    }

    private static boolean receive(DatagramChannel socket, ByteBuffer into) {
        try {
            return socket.receive(into) != null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] payload(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (length + i);
        }
        return payload;
    }
}
