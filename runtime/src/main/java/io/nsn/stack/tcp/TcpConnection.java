package io.nsn.stack.tcp;

import io.nsn.stack.tcp.SegmentCheck.Verdict;

/**
 * One connection between two given ports (RFC 9293), opened by either end or by both at once, and opened again as often as
 * its user likes. Pure: it is given the time and segments and gives segments. One thread; allocates nothing once made.
 *
 * <p>It is always fully specified: who may connect is decided by which connections exist, so that a flood of SYNs finds
 * nothing to fill.
 */
public final class TcpConnection {
    final int localAddress;
    final int localPort;
    final int remoteAddress;
    final int remotePort;
    final Timers timers = new Timers();
    final Sender sender;
    final Receiver receiver;
    final Emitter emitter;
    final SegmentCheck check;
    final AckProcessing acks;
    final Handshake handshake;
    final PathMtu path;
    /** Where the timer wheel and the list of owed ACKs hold this connection; theirs alone. */
    TcpConnection wheelNext;
    TcpConnection wheelPrevious;
    long wheelTick = TimerWheel.NOWHERE;
    boolean ackListed;
    long ackListedNs;

    private final TcpHost host;
    private final TcpConfig config;
    private final TcpCounts counts;
    private final TcpUser user;
    private final Timeouts timeouts;
    private TcpState state = TcpState.CLOSED;
    private boolean closing;

    TcpConnection(TcpHost host, TcpUser user, int localAddress, int localPort, int remoteAddress, int remotePort) {
        this.host = host;
        this.user = user;
        this.localAddress = localAddress;
        this.localPort = localPort;
        this.remoteAddress = remoteAddress;
        this.remotePort = remotePort;
        config = host.config;
        counts = host.counts;
        receiver = new Receiver(config, counts, user, host.pool);
        emitter = new Emitter(config, counts, host.output, user, receiver, timers, localAddress, localPort,
                remoteAddress, remotePort,
                host.isn.timestampOffset(localAddress, localPort, remoteAddress, remotePort));
        sender = new Sender(config, counts, user, emitter, timers);
        LossRecovery recovery = new LossRecovery(sender, emitter, counts);
        check = new SegmentCheck(receiver, sender, emitter, counts);
        acks = new AckProcessing(sender, emitter, recovery);
        handshake = new Handshake(this, host);
        path = new PathMtu(this, counts);
        timeouts = new Timeouts(this, host, recovery);
    }

    public TcpState state() {
        return state;
    }

    /** Octets that were sent or offered and are not acknowledged yet, or a FIN, are there. */
    public boolean owes() {
        return state.sends() && sender.owes();
    }

    /** Whether octets wait for the user to take them. */
    public boolean stalled() {
        return state.isSynchronized() && receiver.stalled();
    }

    /** Waits for the peer's SYN; from CLOSED, or in place of a finished connection. */
    public void listen() {
        handshake.listen();
    }

    /** Sends a SYN. A SYN of the peer that crosses it is as good as an answer (RFC 9293 §3.5, figure 8). */
    public void connect(long nowNs) {
        handshake.connect(nowNs);
        host.schedule(this);
    }

    /** Sends what the user has to send, as far as windows allow. @return how many segments left */
    public int transmit(long nowNs) {
        if (!state.sends()) {
            return 0;
        }
        int sent = sender.transmit(nowNs);
        host.schedule(this);
        return sent;
    }

    /** The user has room again: offers what it refused, and opens the window. */
    public void resume(long nowNs) {
        if (!state.isSynchronized()) {
            return;
        }
        if (!receiver.drain()) {
            abandon(CloseReason.ABORTED, nowNs);
            return;
        }
        if (receiver.windowReopened()) {
            emitter.ack(sender.nxt(), nowNs);
        }
    }

    /** Sends a FIN once all data is out; the peer may still send (RFC 9293 §3.6). Idempotent. */
    public void close(long nowNs) {
        switch (state) {
            case CLOSED, LISTEN, SYN_SENT -> end();
            case SYN_RECEIVED -> closing = true;
            case ESTABLISHED -> finish(TcpState.FIN_WAIT_1, nowNs);
            case CLOSE_WAIT -> finish(TcpState.LAST_ACK, nowNs);
            default -> { }
        }
    }

    /** Ends at once and tells the peer by a reset; the user hears nothing more. Idempotent. */
    public void abort(long nowNs) {
        if (state == TcpState.SYN_RECEIVED || state.isSynchronized() && state != TcpState.TIME_WAIT) {
            emitter.reset(sender.nxt(), nowNs);
        }
        end();
    }

    /** RFC 9293 §3.10.7. */
    void onSegment(TcpHeader segment, long nowNs) {
        switch (state) {
            case CLOSED -> host.refuse(segment, localAddress, remoteAddress, nowNs);
            case LISTEN -> handshake.arriveInListen(segment, nowNs);
            case SYN_SENT -> handshake.arriveInSynSent(segment, nowNs);
            default -> arrive(segment, receiver.absolute(segment.sequence()), nowNs);
        }
        if (state.sends()) {
            sender.transmit(nowNs);
        }
        acknowledge(nowNs);
        host.schedule(this);
    }

    void onTimer(long nowNs) {
        timeouts.expire(nowNs);
    }

    /** The ACK of what has arrived waits no longer. */
    void sendOwedAck(long nowNs) {
        if (state.isSynchronized() && receiver.ackOwed()) {
            emitter.ack(sender.nxt(), nowNs);
        }
    }

    private void arrive(TcpHeader segment, long sequence, long nowNs) {
        if (segment.has(TcpHeader.SYN) && handshake.beginsAnew(segment, sequence, nowNs)) {
            return;
        }
        if (state == TcpState.SYN_RECEIVED && handshake.isOfAnother(segment)) {
            emitter.refuse(segment.acknowledgment(), nowNs); // the peer lives in another incarnation: ended, it opens anew
            return;
        }
        boolean crossed = state == TcpState.SYN_RECEIVED && segment.has(TcpHeader.SYN) && sequence == 0;
        Verdict verdict = crossed ? Verdict.PROCESS : check.check(segment, sequence, nowNs);
        if (verdict == Verdict.RESET && state == TcpState.TIME_WAIT) {
            return; // RFC 1337 §3
        }
        if (verdict == Verdict.RESET) {
            counts.count(TcpEvent.RESETS_RECEIVED);
            fail(state == TcpState.SYN_RECEIVED ? CloseReason.REFUSED : CloseReason.RESET, nowNs);
            return;
        }
        if (verdict == Verdict.DROP) {
            return;
        }
        if (!segment.has(TcpHeader.ACK)) {
            if (crossed) {
                emitter.syn(true, nowNs); // the peer's SYN again: our answer was lost
            }
            return;
        }
        if (state == TcpState.SYN_RECEIVED) {
            leaveSynReceived(nowNs);
        }
        long acknowledgment = acks.absolute(segment);
        if (check.checkAck(acknowledgment, nowNs) == Verdict.PROCESS) {
            timeouts.heard(nowNs);
            acks.process(segment, sequence, acknowledgment, nowNs);
            afterAck(nowNs);
            afterData(segment, crossed ? 1 : sequence, nowNs);
        }
    }

    /** The handshake is complete. */
    private void leaveSynReceived(long nowNs) {
        handshake.establish(nowNs);
        if (closing) {
            finish(TcpState.FIN_WAIT_1, nowNs);
        }
    }

    private void afterAck(long nowNs) {
        if (!sender.finAcknowledged()) {
            return;
        }
        switch (state) {
            case FIN_WAIT_1 -> to(TcpState.FIN_WAIT_2);
            case CLOSING -> linger(nowNs);
            case LAST_ACK -> fail(CloseReason.FINISHED, nowNs);
            default -> { }
        }
    }

    private void afterData(TcpHeader segment, long sequence, long nowNs) {
        boolean fin = segment.has(TcpHeader.FIN);
        if (segment.payloadLength() == 0 && !fin) {
            return;
        }
        if (!state.receives()) {
            receiver.demandAck(); // the peer did not hear the ACK of its FIN
            if (state == TcpState.TIME_WAIT) {
                timers.timeWait = nowNs + config.timeWait();
            }
            return;
        }
        if (!receiver.onData(sequence, segment.payload(), segment.payloadLength(), fin)) {
            abandon(CloseReason.ABORTED, nowNs);
        } else if (receiver.finReached()) {
            switch (state) {
                case ESTABLISHED -> to(TcpState.CLOSE_WAIT);
                case FIN_WAIT_1 -> to(TcpState.CLOSING);
                default -> linger(nowNs);
            }
        }
    }

    /** A new incarnation, whose first number is {@code initial}. */
    void begin(int initial, long nowNs) {
        closing = false;
        timeouts.heard(nowNs);
        emitter.start(initial);
        sender.start(nowNs);
    }

    void established(long nowNs) {
        to(TcpState.ESTABLISHED);
        timeouts.watch(nowNs);
        counts.count(TcpEvent.CONNECTIONS_OPENED);
        user.connected(nowNs);
    }

    private void finish(TcpState next, long nowNs) {
        sender.finish();
        to(next);
        transmit(nowNs);
    }

    private void acknowledge(long nowNs) {
        if (!state.isSynchronized() || !receiver.ackOwed()) {
            return;
        }
        if (receiver.ackNow()) {
            emitter.ack(sender.nxt(), nowNs);
        } else if (receiver.segmentsOwed() > 1) {
            host.listAck(this, nowNs);
        } else if (timers.delayedAck == Timers.NEVER) {
            timers.delayedAck = nowNs + config.delayedAck();
        }
    }

    /** Both ends are done; this one stays for segments that are late (RFC 9293 §3.6.1). */
    private void linger(long nowNs) {
        to(TcpState.TIME_WAIT);
        acknowledge(nowNs);
        timers.stop();
        timers.timeWait = nowNs + config.timeWait();
        user.closed(CloseReason.FINISHED, nowNs);
    }

    /** Ends and tells both the peer and the user. */
    void abandon(CloseReason reason, long nowNs) {
        if (state.isSynchronized()) {
            emitter.reset(sender.nxt(), nowNs);
        }
        fail(reason, nowNs);
    }

    /** Ends and tells the user. */
    void fail(CloseReason reason, long nowNs) {
        boolean stillListens = handshake.isPassive() && state == TcpState.SYN_RECEIVED;
        end();
        if (stillListens) {
            to(TcpState.LISTEN); // nobody was told of it yet
        } else {
            user.closed(reason, nowNs);
        }
    }

    /** Late segments are dead by now (2 MSL have passed). */
    void forget() {
        end();
        if (handshake.isPassive()) {
            to(TcpState.LISTEN);
        }
    }

    void end() {
        timers.stop();
        receiver.clear();
        to(TcpState.CLOSED);
    }

    /** The only door between states. */
    void to(TcpState next) {
        if (next != state && !state.mayBecome(next)) {
            throw new IllegalStateException("TCP " + state + " to " + next);
        }
        state = next;
    }
}
