package io.nsn.stack.tcp;

/**
 * What a connection does when a deadline passes (RFC 9293 §3.10.8): the retransmission and persist timers (RFC 6298 §5,
 * RFC 9293 §3.8.6.1), keep-alive (§3.8.4) and the user timeout (§3.8.3).
 */
final class Timeouts {
    private final TcpConnection connection;
    private final TcpConfig config;
    private final TcpCounts counts;
    private final LossRecovery recovery;
    private long lastHeard;

    Timeouts(TcpConnection connection, TcpHost host, LossRecovery recovery) {
        this.connection = connection;
        config = host.config;
        counts = host.counts;
        this.recovery = recovery;
    }

    /** The peer is there: it sent something that belongs to the connection. */
    void heard(long nowNs) {
        lastHeard = nowNs;
    }

    /** From now on the peer's silence is noticed. */
    void watch(long nowNs) {
        lastHeard = nowNs;
        connection.timers.keepAlive = nowNs + config.keepAliveIdle();
    }

    void expire(long nowNs) {
        Timers timers = connection.timers;
        if (nowNs >= timers.timeWait) {
            connection.forget();
            return;
        }
        if (nowNs >= timers.delayedAck) {
            timers.delayedAck = Timers.NEVER;
            connection.sendOwedAck(nowNs);
        }
        if (nowNs >= timers.pathMtu) {
            connection.path.tryLarger();
        }
        if (nowNs >= timers.keepAlive) {
            keepAlive(nowNs);
        }
        if (nowNs >= timers.retransmit) {
            retransmit(nowNs);
        }
    }

    private void keepAlive(long nowNs) {
        long silence = nowNs - lastHeard;
        if (silence >= config.userTimeout()) {
            timedOut(nowNs);
        } else if (connection.sender.inFlight()) {
            connection.timers.keepAlive = nowNs + config.keepAliveEvery(); // what is in flight asks already (§3.8.4)
        } else if (silence >= config.keepAliveIdle()) {
            counts.count(TcpEvent.KEEP_ALIVES);
            connection.emitter.ack(connection.sender.una() - 1, nowNs);
            connection.timers.keepAlive = nowNs + config.keepAliveEvery();
        } else {
            connection.timers.keepAlive = lastHeard + config.keepAliveIdle();
        }
    }

    private void retransmit(long nowNs) {
        Sender sender = connection.sender;
        TcpState state = connection.state();
        connection.timers.retransmit = Timers.NEVER;
        boolean handshake = state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED;
        if (!handshake && !connection.owes()) {
            return;
        }
        long since = handshake ? connection.handshake.openedAt()
                : sender.inFlight() ? sender.lastProgress() : lastHeard;
        if (nowNs - since >= config.userTimeout()) {
            timedOut(nowNs);
        } else if (handshake) {
            sender.rtt.backOff();
            connection.handshake.sendSyn(nowNs);
        } else if (sender.inFlight()) {
            recovery.timedOut();
            sender.timedOut(nowNs);
            sender.transmit(nowNs);
        } else {
            counts.count(TcpEvent.WINDOW_PROBES);
            sender.probe(nowNs);
            sender.transmit(nowNs);
        }
    }

    private void timedOut(long nowNs) {
        counts.count(TcpEvent.USER_TIMEOUTS);
        connection.abandon(CloseReason.TIMED_OUT, nowNs);
    }
}
