package io.nsn.datapath.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.DatapathSettings.Peer;
import io.nsn.datapath.TestEndpoint;
import io.nsn.datapath.socket.TcpSocketProvider;
import io.nsn.port.NetworkNamespace;
import io.nsn.port.tap.TapPort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host with TCP in user space and one with tcpsock, joined by a TAP device: one format, one connection. */
@Timeout(60)
class TcpSocketPairTest {
    private static final String LINUX = "10.87.0.1";
    private static final String OURS = "10.87.0.2";
    private static final int APP = 4444;
    private static final int MAX_MESSAGE = 65_536;

    /** All of it on the namespace's thread, where tcpsock makes its sockets. */
    @Test
    void exchangesMessagesOfManyLengthsAndFindsToThePeerAgain() {
        try (NetworkNamespace linux = new NetworkNamespace()) {
            PacketHost host = linux.call(() ->
                    new PacketHost(TapPort.open("tap0", 1500, 0x02_00_00_00_00_09L), Ipv4Text.parse(OURS)));
            linux.ip("address add " + LINUX + "/24 dev tap0");
            linux.call(() -> {
                try (TestEndpoint own = new TestEndpoint((inbound, outbound, counters) ->
                        new TcpPacketDatapath(host, settings(OURS, LINUX), host::close)
                                .open(APP, inbound, outbound, counters))) {
                    exchangeWithTcpsock(own);
                    exchangeWithTcpsock(own); // the peer is back as another process
                    assertThat(own.count(Counter.CONNECTIONS_MADE)).isEqualTo(2);
                }
                return null;
            });
            host.close();
        }
    }

    private static void exchangeWithTcpsock(TestEndpoint own) {
        try (TestEndpoint other = new TestEndpoint((inbound, outbound, counters) ->
                new TcpSocketProvider().start(settings(LINUX, OURS)).open(APP, inbound, outbound, counters))) {
            long before = own.count(Counter.CONNECTIONS_MADE);
            TestEndpoint.await("connected", () -> own.count(Counter.CONNECTIONS_MADE) > before
                    && other.count(Counter.CONNECTIONS_MADE) > 0, own, other);
            for (int length : new int[] {0, 1, 64, 1448, 9000, MAX_MESSAGE}) {
                own.send(length, new byte[length]);
                TestEndpoint.await("there: " + length, () -> !other.received.isEmpty(), own, other);
                TestEndpoint.Message there = other.received.removeFirst();
                assertThat(there.channelId()).isEqualTo(length);
                other.send(there.channelId(), there.payload());
                TestEndpoint.await("back: " + length, () -> !own.received.isEmpty(), own, other);
                assertThat(own.received.removeFirst().payload()).isEqualTo(new byte[length]);
            }
        }
    }

    private static DatapathSettings settings(String address, String peer) {
        return new DatapathSettings(address, Map.of(), List.of(new Peer("peer", peer)), MAX_MESSAGE, 32, 32);
    }
}
