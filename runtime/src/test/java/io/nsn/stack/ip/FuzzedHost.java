package io.nsn.stack.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.stack.StackEvent;
import io.nsn.stack.TestHost;
import io.nsn.stack.tcp.CloseReason;
import io.nsn.stack.tcp.TcpConnection;
import io.nsn.stack.tcp.TcpEvent;
import io.nsn.stack.tcp.TcpHost;
import io.nsn.stack.tcp.TcpOverIp;
import io.nsn.stack.tcp.TcpUser;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** A host with everything that reads frames, and the peer that it knows. Two of them do the same when they get the same. */
final class FuzzedHost {
    private static final int MTU = 1500;
    private static final int STREAM = 3000;

    final TestHost own = new TestHost(1);
    final TcpHost tcp;
    private final TestHost peer = new TestHost(2);
    private final TcpHost peersTcp;
    private final User user = new User();
    private final User peersUser = new User();
    private final TcpConnection connection;
    private final TcpConnection peersConnection;
    /** What the peer sends while both meet. */
    private final List<byte[]> fromPeer = new ArrayList<>();
    private final byte[] datagram;
    private final byte[] echo;
    private final byte[] question;
    private final byte[] announcement;

    FuzzedHost() {
        tcp = new TcpOverIp(own.host, MTU, 1, 2, 0).tcp();
        peersTcp = new TcpOverIp(peer.host, MTU, 3, 4, 0).tcp();
        connection = tcp.add(user, own.ip, TestHost.PORT, peer.ip, TestHost.PORT);
        peersConnection = peersTcp.add(peersUser, peer.ip, TestHost.PORT, own.ip, TestHost.PORT);
        own.host.neighbor(peer.ip, 0);
        peer.host.neighbor(own.ip, 0);
        peer.host.poll(0);
        question = peer.sent.peek();
        peer.host.announce();
        announcement = peer.sent.peekLast();
        datagram = peer.datagram(own, TestHost.PORT, new byte[30]);
        byte[] request = new byte[40];
        Arrays.fill(request, (byte) 7);
        request[0] = 8;
        request[1] = 0;
        echo = repaired(peer.frame(own, 1, request));
        exchange(0);
    }

    /**
     * Opens the connection again, sends octets each way, and leaves some unacknowledged.
     *
     * @return a frame of every kind: what the peer sent, and what it may send
     */
    List<byte[]> meet(long nowNs) {
        connection.abort(nowNs);
        peersConnection.abort(nowNs);
        own.sent.clear();
        peer.sent.clear();
        own.receive(nowNs, announcement);
        fromPeer.clear();
        user.received = 0;
        connection.listen();
        peersConnection.connect(nowNs);
        exchange(nowNs);
        peersUser.offered = STREAM;
        peersConnection.transmit(nowNs);
        exchange(nowNs);
        assertThat(user.received).as("the connection is open").isEqualTo(STREAM);
        user.received = 0;
        user.offered = 10L * STREAM;
        connection.transmit(nowNs);
        List<byte[]> all = new ArrayList<>(fromPeer);
        all.addAll(List.of(datagram, echo, question, announcement, peer.datagram(own, 9, new byte[30]),
                fragmentationNeeded(own.sent.remove())));
        own.sent.clear();
        return all;
    }

    private void exchange(long nowNs) {
        while (!own.sent.isEmpty() || !peer.sent.isEmpty()) {
            if (!peer.sent.isEmpty()) {
                fromPeer.add(peer.sent.peek());
                own.receive(nowNs, peer.sent.remove());
            }
            if (!own.sent.isEmpty()) {
                peer.receive(nowNs, own.sent.remove());
            }
            tcp.poll(nowNs);
            peersTcp.poll(nowNs);
        }
    }

    /** What a router says of a segment that is too long for it (RFC 1191). */
    private byte[] fragmentationNeeded(byte[] segment) {
        byte[] error = new byte[36];
        error[0] = 3;
        error[1] = 4;
        error[6] = 4;
        System.arraycopy(segment, 14, error, 8, error.length - 8);
        return repaired(peer.frame(own, 1, error));
    }

    private static byte[] repaired(byte[] frame) {
        FrameMutator.repairPayload(frame);
        return frame;
    }

    void receive(long nowNs, byte[] frame, int beyond) {
        own.receive(nowNs, frame, beyond);
        own.host.poll(nowNs);
        tcp.poll(nowNs);
    }

    /** How often a frame was refused, whatever the reason. */
    long refusals(byte[] frame) {
        long before = refusals();
        receive(0, frame, 0xa5);
        return refusals() - before;
    }

    private long refusals() {
        return own.count(StackEvent.MALFORMED) + own.count(StackEvent.CHECKSUM_WRONG) + tcp.counts().of(TcpEvent.DROP_MALFORMED);
    }

    long bytesReceived() {
        return user.received;
    }

    boolean sentAndReceivedTheSame(FuzzedHost twin) {
        return same(own.sent, twin.own.sent) && same(own.datagrams, twin.own.datagrams)
                && user.received == twin.user.received;
    }

    private static boolean same(Deque<byte[]> ours, Deque<byte[]> others) {
        while (!ours.isEmpty() || !others.isEmpty()) {
            if (!Arrays.equals(ours.poll(), others.poll())) {
                return false;
            }
        }
        return true;
    }

    /** The peer is heard and answered. */
    void assertServes(long nowNs) {
        own.receive(nowNs, announcement);
        own.sent.clear();
        own.receive(nowNs, question);
        assertThat(own.sent).as("answers ARP").hasSize(1);
        own.receive(nowNs, echo);
        assertThat(own.sent).as("answers an echo").hasSize(2);
        own.receive(nowNs, datagram);
        assertThat(own.datagrams).as("takes a datagram").hasSize(1);
        own.sent.clear();
        own.datagrams.clear();
    }

    /** Takes all it gets; sends the same octet for ever. */
    private static final class User implements TcpUser {
        private long offered;
        private long received;

        @Override
        public long sendable() {
            return offered;
        }

        @Override
        public int gather(long offset, int length, long to) {
            MemorySegment.ofAddress(to).reinterpret(length).fill((byte) 'x');
            return length;
        }

        @Override
        public long tail() {
            throw new AssertionError("nothing was left out");
        }

        @Override
        public void acknowledged(long offset) {
            assertThat(offset).isLessThanOrEqualTo(offered);
        }

        @Override
        public int receive(long address, int length) {
            received += length;
            return length;
        }

        @Override
        public void connected(long nowNs) {
            offered = 0;
        }

        @Override
        public void peerClosed() { }

        @Override
        public void closed(CloseReason reason, long nowNs) { }
    }
}
