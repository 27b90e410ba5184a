package io.nsn.stack.arp;

import static io.nsn.stack.TestHost.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.stack.Sent;
import io.nsn.stack.StackEvent;
import io.nsn.stack.TestHost;
import io.nsn.stack.ip.IpHost;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class ArpTableTest {
    private static final long SEGMENT = Arena.global().allocate(256, 8).address() + IpHost.HEADROOM;
    private final TestHost own = new TestHost(1);
    private final TestHost peer = new TestHost(2);
    /** Another station that says it is the peer. */
    private final TestHost impostor = new TestHost(2);
    private final byte[] impostorsClaim = claimOfImpostor();
    private final Neighbor neighbor = own.host.neighbor(peer.ip, 0);

    private byte[] claimOfImpostor() {
        impostor.host.announce();
        byte[] frame = impostor.sent.remove();
        frame[6 + 5] = 9; // in the Ethernet header and in the packet
        frame[14 + 8 + 5] = 9;
        return frame;
    }

    private byte[] claimOfPeer() {
        peer.host.announce();
        return peer.sent.remove();
    }

    private Sent send() {
        return own.host.send(neighbor, 17, SEGMENT, 8, 0, 0);
    }

    private void pollUntil(long fromNs, long toNs) {
        for (long now = fromNs; now <= toNs; now += 10 * MS) {
            own.host.poll(now);
        }
    }

    @Test
    void asksAndLearns() {
        assertThat(send()).isEqualTo(Sent.UNRESOLVED);
        assertThat(own.host.poll(0)).isEqualTo(1);
        assertThat(own.sent).hasSize(1);

        TestHost.exchange(0, own, peer);

        assertThat(neighbor.isResolved()).isTrue();
        assertThat(neighbor.macAddress()).isEqualTo(peer.mac);
        assertThat(send()).isEqualTo(Sent.COPIED);
        assertThat(own.count(StackEvent.NEIGHBOR_LEARNED)).isEqualTo(1);
    }

    @Test
    void countsANeighborAsAbsentThatDoesNotAnswerAndFindsItLater() {
        pollUntil(0, 190 * MS);
        assertThat(own.sent).hasSize(4);
        assertThat(send()).isEqualTo(Sent.UNRESOLVED);
        pollUntil(200 * MS, 5_000 * MS);
        assertThat(send()).isEqualTo(Sent.UNREACHABLE);
        assertThat(own.sent).as("asked once a second from then on").hasSize(4 + 5);

        own.receive(6_000 * MS, claimOfPeer());
        assertThat(send()).isEqualTo(Sent.COPIED);
    }

    @Test
    void asksASilentNeighborAloneAndKeepsItWhileItAnswers() {
        own.receive(0, claimOfPeer());
        pollUntil(0, 29_990 * MS);
        assertThat(own.sent).isEmpty();
        pollUntil(30_000 * MS, 30_000 * MS);
        assertThat(own.sent).hasSize(1);
        assertThat(own.sent.peek()).startsWith(2, 0, 0, 0, 0, 2);
        TestHost.exchange(30_000 * MS, own, peer);
        pollUntil(30_010 * MS, 59_000 * MS);
        assertThat(own.sent).isEmpty();
        assertThat(neighbor.isResolved()).isTrue();

        pollUntil(60_000 * MS, 60_600 * MS);
        assertThat(neighbor.isAbsent()).as("after it stopped to answer").isTrue();
        assertThat(own.count(StackEvent.NEIGHBOR_LOST)).isEqualTo(1);
    }

    @Test
    void trafficKeepsANeighborWithoutAQuestion() {
        own.receive(0, claimOfPeer());
        for (long now = 0; now < 100_000 * MS; now += 1_000 * MS) {
            own.receive(now, peer.datagram(own, TestHost.PORT, new byte[4]));
            own.host.poll(now);
        }
        assertThat(own.sent).isEmpty();
    }

    @Test
    void refusesASecondClaimantWhileTheFirstAnswers() {
        own.receive(0, claimOfPeer());
        for (long now = 0; now < 3_000 * MS; now += 10 * MS) {
            own.receive(now, impostorsClaim);
            own.host.poll(now);
            TestHost.exchange(now, own, peer);
        }
        assertThat(neighbor.macAddress()).isEqualTo(peer.mac);
        assertThat(own.count(StackEvent.SPOOFED)).isEqualTo(300);
        assertThat(own.count(StackEvent.NEIGHBOR_LOST)).isZero();
    }

    @Test
    void refusesPacketsOfANeighborFromAnotherStation() {
        own.receive(0, claimOfPeer());
        byte[] datagram = peer.datagram(own, TestHost.PORT, new byte[] {1, 2, 3, 4});
        own.receive(0, datagram);
        datagram[6 + 5] = 9;
        own.receive(0, datagram);
        assertThat(own.datagrams).hasSize(1);
        assertThat(own.count(StackEvent.SPOOFED)).isEqualTo(1);
    }

    @Test
    void believesANeighborThatHasMoved() {
        own.receive(0, claimOfPeer());
        own.receive(0, impostorsClaim);
        pollUntil(0, 490 * MS);
        assertThat(neighbor.macAddress()).isEqualTo(peer.mac);
        pollUntil(500 * MS, 600 * MS);
        assertThat(neighbor.isAbsent()).isTrue();
        own.receive(610 * MS, impostorsClaim);
        assertThat(neighbor.isResolved()).isTrue();
        assertThat(neighbor.macAddress()).isEqualTo(peer.mac & ~0xffL | 9);
    }

    @Test
    void learnsNothingOfStrangersButAnswersThem() {
        TestHost stranger = new TestHost(3);
        stranger.host.neighbor(own.ip, 0);
        stranger.host.poll(0);
        TestHost.exchange(0, own, stranger);
        assertThat(stranger.count(StackEvent.NEIGHBOR_LEARNED)).isEqualTo(1);
        assertThat(own.count(StackEvent.NEIGHBOR_LEARNED)).isZero();
    }

    @Test
    void defendsItsOwnAddressNowAndThen() {
        TestHost twin = new TestHost(1);
        twin.host.announce();
        byte[] claim = twin.sent.remove();
        claim[6 + 5] = 9;
        claim[14 + 8 + 5] = 9;
        for (int i = 0; i < 100; i++) {
            own.receive(i * MS, claim);
        }
        assertThat(own.count(StackEvent.ADDRESS_CONFLICT)).isEqualTo(100);
        assertThat(own.sent).hasSize(1);
        own.receive(11_000 * MS, claim);
        assertThat(own.sent).hasSize(2);
    }

    @Test
    void refusesPacketsWhoseSenderIsNotTheFrames() {
        byte[] lie = claimOfPeer();
        lie[14 + 8 + 5] = 7;
        own.receive(0, lie);
        assertThat(own.count(StackEvent.MALFORMED)).isEqualTo(1);
        assertThat(neighbor.isResolved()).isFalse();
    }
}
