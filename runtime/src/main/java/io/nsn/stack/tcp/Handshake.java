package io.nsn.stack.tcp;

/**
 * How a connection begins: from either end or from both at once (RFC 9293 §3.5), and anew from TIME-WAIT (RFC 6191). What
 * arrives in LISTEN and SYN-SENT is handled here (§3.10.7.2, §3.10.7.3), and what is special in SYN-RECEIVED.
 */
final class Handshake {
    private static final int MIN_MSS = 88;
    private static final int DEFAULT_MSS = 536; // RFC 9293 §3.7.1

    private final TcpConnection connection;
    private final TcpHost host;
    private boolean passive;
    private int peerMss;
    private long openedAt;

    Handshake(TcpConnection connection, TcpHost host) {
        this.connection = connection;
        this.host = host;
    }

    /** Whether the end waits for its peer's SYN, or takes one that comes. */
    boolean isPassive() {
        return passive;
    }

    /** When the first SYN of this incarnation left or arrived. */
    long openedAt() {
        return openedAt;
    }

    /** The segment size that both ends take. */
    int agreedMss() {
        return Math.min(peerMss, host.config.mss());
    }

    void listen() {
        passive = true;
        if (connection.state() == TcpState.CLOSED) {
            connection.to(TcpState.LISTEN);
        }
    }

    void connect(long nowNs) {
        passive = false;
        begin(nowNs);
        connection.to(TcpState.SYN_SENT);
        sendSyn(nowNs);
    }

    /** §3.10.7.2. */
    void arriveInListen(TcpHeader segment, long nowNs) {
        if (segment.has(TcpHeader.RST)) {
            return;
        }
        if (segment.has(TcpHeader.ACK)) {
            host.refuse(segment, connection.localAddress, connection.remoteAddress, nowNs);
        } else if (segment.has(TcpHeader.SYN)) {
            begin(nowNs);
            receiveSyn(segment, nowNs);
        }
    }

    /** §3.10.7.3. */
    void arriveInSynSent(TcpHeader segment, long nowNs) {
        boolean acks = segment.has(TcpHeader.ACK);
        if (acks && !acknowledgesSyn(segment)) {
            if (!segment.has(TcpHeader.RST)) {
                connection.emitter.refuse(segment.acknowledgment(), nowNs);
                sendSyn(nowNs); // the peer remembers an older connection, which the reset ends: no need to wait
            }
            return;
        }
        if (segment.has(TcpHeader.RST)) {
            if (acks) {
                connection.fail(CloseReason.REFUSED, nowNs);
            }
            return;
        }
        if (!segment.has(TcpHeader.SYN)) {
            return;
        }
        if (acks) {
            takeSyn(segment, nowNs);
            establish(nowNs);
            connection.receiver.demandAck();
        } else {
            receiveSyn(segment, nowNs); // crossing ours (§3.5, figure 8)
        }
    }

    /** In TIME-WAIT a SYN that is newer than all before opens the next incarnation (RFC 6191). @return whether it was one */
    boolean beginsAnew(TcpHeader segment, long sequence, long nowNs) {
        if (connection.state() != TcpState.TIME_WAIT || !passive || segment.has(TcpHeader.ACK)
                || segment.has(TcpHeader.RST)) {
            return false;
        }
        Receiver receiver = connection.receiver;
        boolean newer = segment.hasTimestamps() && connection.emitter.timestamps()
                ? segment.timestamp() - receiver.timestampRecent() > 0 : sequence > receiver.next();
        if (newer) {
            begin(nowNs);
            receiveSyn(segment, nowNs);
        }
        return newer;
    }

    /** Whether a segment in SYN-RECEIVED acknowledges what another incarnation sent. */
    boolean isOfAnother(TcpHeader segment) {
        return segment.has(TcpHeader.ACK) && !segment.has(TcpHeader.RST) && !acknowledgesSyn(segment);
    }

    /** The SYN leaves, alone or with the ACK of the peer's; for the first time or again. */
    void sendSyn(long nowNs) {
        boolean left = connection.emitter.syn(connection.state() == TcpState.SYN_RECEIVED, nowNs);
        connection.sender.synSent(left, nowNs);
    }

    /** Both SYNs are acknowledged. */
    void establish(long nowNs) {
        passive = false;
        connection.sender.established(agreedMss(), nowNs);
        connection.established(nowNs);
    }

    private boolean acknowledgesSyn(TcpHeader segment) {
        return segment.acknowledgment() == Seq.wire(connection.emitter.initial(), 1);
    }

    /** A new incarnation; its numbers lie above the old one's, should that still linger (§3.6.1). */
    private void begin(long nowNs) {
        int initial = host.isn.next(connection.localAddress, connection.localPort, connection.remoteAddress,
                connection.remotePort, nowNs);
        connection.end();
        openedAt = nowNs;
        connection.begin(initial, nowNs);
    }

    private void receiveSyn(TcpHeader segment, long nowNs) {
        boolean crossing = connection.state() == TcpState.SYN_SENT;
        takeSyn(segment, nowNs);
        if (!crossing) {
            connection.to(TcpState.LISTEN);
        }
        connection.to(TcpState.SYN_RECEIVED);
        sendSyn(nowNs);
    }

    private void takeSyn(TcpHeader segment, long nowNs) {
        peerMss = Math.max(MIN_MSS, segment.mss() == 0 ? DEFAULT_MSS : segment.mss());
        connection.receiver.start(segment.sequence());
        connection.emitter.negotiate(segment);
        connection.check.start(segment, nowNs);
        connection.acks.start(segment);
        connection.sender.window(segment.window());
    }
}
