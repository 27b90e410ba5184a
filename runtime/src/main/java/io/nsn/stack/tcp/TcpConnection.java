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
    private static final int MIN_MSS = 88;
    private static final int DEFAULT_MSS = 536; // RFC 9293 §3.7.1
    private static final int MIN_PATH_MTU = 552; // RFC 5927 §6.2: smaller claims are not believed
    private static final int IP_AND_TCP = 40;
    private static final long TRY_LARGER_MTU_NS = 600_000_000_000L; // RFC 1191 §6.3

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
    /** Where the timer wheel and the list of owed ACKs hold this connection; theirs alone. */
    TcpConnection wheelNext;
    TcpConnection wheelPrevious;
    long wheelTick = TimerWheel.NOWHERE;
    boolean ackListed;

    private final TcpHost host;
    private final TcpConfig config;
    private final TcpCounts counts;
    private final TcpUser user;
    private final LossRecovery recovery;
    private TcpState state = TcpState.CLOSED;
    private boolean passive;
    private boolean closing;
    private int peerMss;
    private long lastHeard;
    private long openedAt;

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
        recovery = new LossRecovery(sender, emitter, counts);
        check = new SegmentCheck(receiver, sender, emitter, counts);
        acks = new AckProcessing(sender, emitter, recovery);
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
        passive = true;
        if (state == TcpState.CLOSED) {
            to(TcpState.LISTEN);
        }
    }

    /** Sends a SYN. A SYN of the peer that crosses it is as good as an answer (RFC 9293 §3.5, figure 8). */
    public void connect(long nowNs) {
        passive = false;
        begin(nowNs);
        to(TcpState.SYN_SENT);
        sendSyn(nowNs);
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
            case LISTEN -> arriveInListen(segment, nowNs);
            case SYN_SENT -> arriveInSynSent(segment, nowNs);
            default -> arrive(segment, receiver.absolute(segment.sequence()), nowNs);
        }
        if (state.sends()) {
            sender.transmit(nowNs);
        }
        acknowledge(nowNs);
        host.schedule(this);
    }

    void onTimer(long nowNs) {
        if (nowNs >= timers.timeWait) {
            end();
            listenAgain();
            return;
        }
        if (nowNs >= timers.delayedAck) {
            timers.delayedAck = Timers.NEVER;
            sendOwedAck(nowNs);
        }
        if (nowNs >= timers.pathMtu) {
            timers.pathMtu = Timers.NEVER;
            sender.pathChanged(Math.min(peerMss, config.mss()));
        }
        if (nowNs >= timers.keepAlive) {
            keepAlive(nowNs);
        }
        if (nowNs >= timers.retransmit) {
            retransmit(nowNs);
        }
    }

    /** A router cannot carry our segment at {@code sequence} (RFC 1191 §6, with the check of RFC 5927 §4.1). */
    void onPathMtu(int sequence, int mtu, long nowNs) {
        long absolute = Seq.absolute(emitter.initial(), sender.una(), sequence);
        boolean ours = state.sends() && absolute >= sender.una() && absolute < sender.nxt();
        int segment = Math.max(MIN_PATH_MTU, mtu) - IP_AND_TCP;
        if (ours && segment < sender.mss()) {
            counts.count(TcpEvent.PATH_MTU_CHANGES);
            sender.pathChanged(segment);
            timers.pathMtu = nowNs + TRY_LARGER_MTU_NS;
            transmit(nowNs);
        }
    }

    /** End of a burst of arrivals: the ACK of two segments or more waits no longer. */
    void sendOwedAck(long nowNs) {
        if (state.isSynchronized() && receiver.ackOwed()) {
            emitter.ack(sender.nxt(), nowNs);
        }
    }

    private void arriveInListen(TcpHeader segment, long nowNs) {
        if (segment.has(TcpHeader.RST)) {
            return;
        }
        if (segment.has(TcpHeader.ACK)) {
            host.refuse(segment, localAddress, remoteAddress, nowNs);
        } else if (segment.has(TcpHeader.SYN)) {
            begin(nowNs);
            receiveSyn(segment, nowNs);
        }
    }

    private void arriveInSynSent(TcpHeader segment, long nowNs) {
        boolean acks = segment.has(TcpHeader.ACK);
        if (acks && segment.acknowledgment() != Seq.wire(emitter.initial(), 1)) {
            if (!segment.has(TcpHeader.RST)) {
                emitter.refuse(segment.acknowledgment(), nowNs);
                sendSyn(nowNs); // the peer remembers an older connection, which the reset ends: no need to wait
            }
            return;
        }
        if (segment.has(TcpHeader.RST)) {
            if (acks) {
                fail(CloseReason.REFUSED, nowNs);
            }
            return;
        }
        if (!segment.has(TcpHeader.SYN)) {
            return;
        }
        if (acks) {
            takeSyn(segment, nowNs);
            establish(segment, nowNs);
            receiver.demandAck();
        } else {
            receiveSyn(segment, nowNs);
        }
    }

    private void arrive(TcpHeader segment, long sequence, long nowNs) {
        if (segment.has(TcpHeader.SYN) && beginsAnew(segment, sequence, nowNs)) {
            return;
        }
        if (state == TcpState.SYN_RECEIVED && isOfAnother(segment)) {
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
            leaveSynReceived(segment, nowNs);
        }
        long acknowledgment = acks.absolute(segment);
        if (check.checkAck(acknowledgment, nowNs) == Verdict.PROCESS) {
            lastHeard = nowNs;
            acks.process(segment, sequence, acknowledgment, nowNs);
            afterAck(nowNs);
            afterData(segment, crossed ? 1 : sequence, nowNs);
        }
    }

    /** The handshake is complete. */
    private void leaveSynReceived(TcpHeader segment, long nowNs) {
        establish(segment, nowNs);
        if (closing) {
            finish(TcpState.FIN_WAIT_1, nowNs);
        }
    }

    /** In TIME-WAIT a SYN that is newer than all before opens the next incarnation (RFC 6191). */
    private boolean beginsAnew(TcpHeader segment, long sequence, long nowNs) {
        boolean newer = segment.hasTimestamps() && emitter.timestamps()
                ? segment.timestamp() - receiver.timestampRecent() > 0 : sequence > receiver.next();
        if (state != TcpState.TIME_WAIT || !passive || !newer || segment.has(TcpHeader.ACK)) {
            return false;
        }
        begin(nowNs);
        receiveSyn(segment, nowNs);
        return true;
    }

    private boolean isOfAnother(TcpHeader segment) {
        return segment.has(TcpHeader.ACK) && !segment.has(TcpHeader.RST)
                && segment.acknowledgment() != Seq.wire(emitter.initial(), 1);
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

    /** A new incarnation; its numbers lie above the old one's, should that still linger (RFC 9293 §3.6.1). */
    private void begin(long nowNs) {
        int initial = host.isn.next(localAddress, localPort, remoteAddress, remotePort, nowNs);
        end();
        closing = false;
        openedAt = nowNs;
        lastHeard = nowNs;
        emitter.start(initial);
        sender.start(nowNs);
    }

    private void sendSyn(long nowNs) {
        boolean left = emitter.syn(state == TcpState.SYN_RECEIVED, nowNs);
        sender.synSent(left, nowNs);
    }

    private void receiveSyn(TcpHeader segment, long nowNs) {
        boolean crossing = state == TcpState.SYN_SENT;
        takeSyn(segment, nowNs);
        if (!crossing) {
            to(TcpState.LISTEN);
        }
        to(TcpState.SYN_RECEIVED);
        sendSyn(nowNs);
    }

    private void takeSyn(TcpHeader segment, long nowNs) {
        peerMss = Math.max(MIN_MSS, segment.mss() == 0 ? DEFAULT_MSS : segment.mss());
        receiver.start(segment.sequence());
        emitter.negotiate(segment);
        check.start(segment, nowNs);
        acks.start(segment);
        sender.window(segment.window());
    }

    private void establish(TcpHeader segment, long nowNs) {
        passive = false;
        lastHeard = nowNs;
        sender.established(Math.min(peerMss, config.mss()), nowNs);
        to(TcpState.ESTABLISHED);
        timers.keepAlive = nowNs + config.keepAliveIdle();
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
        } else if (receiver.ackDue()) {
            host.listAck(this);
        } else if (timers.delayedAck == Timers.NEVER) {
            timers.delayedAck = nowNs + config.delayedAck();
        }
    }

    private void keepAlive(long nowNs) {
        long silence = nowNs - lastHeard;
        if (silence >= config.userTimeout()) {
            timedOut(nowNs);
        } else if (silence >= config.keepAliveIdle()) {
            counts.count(TcpEvent.KEEP_ALIVES);
            emitter.ack(sender.una() - 1, nowNs);
            timers.keepAlive = nowNs + config.keepAliveEvery();
        } else {
            timers.keepAlive = lastHeard + config.keepAliveIdle();
        }
    }

    private void retransmit(long nowNs) {
        timers.retransmit = Timers.NEVER;
        boolean handshake = state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED;
        long since = handshake ? openedAt : sender.inFlight() ? sender.lastProgress() : lastHeard;
        if (!handshake && !(state.sends() && sender.owes())) {
            return;
        }
        if (nowNs - since >= config.userTimeout()) {
            timedOut(nowNs);
        } else if (handshake) {
            sender.rtt.backOff();
            sendSyn(nowNs);
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
        abandon(CloseReason.TIMED_OUT, nowNs);
    }

    /** Both ends are done; this one stays for segments that are late (RFC 9293 §3.6.1). */
    private void linger(long nowNs) {
        to(TcpState.TIME_WAIT);
        acknowledge(nowNs);
        timers.stop();
        timers.timeWait = nowNs + config.timeWait();
        user.closed(CloseReason.FINISHED, nowNs);
    }

    private void abandon(CloseReason reason, long nowNs) {
        if (state.isSynchronized()) {
            emitter.reset(sender.nxt(), nowNs);
        }
        fail(reason, nowNs);
    }

    private void fail(CloseReason reason, long nowNs) {
        boolean stillListens = passive && state == TcpState.SYN_RECEIVED;
        end();
        if (stillListens) {
            to(TcpState.LISTEN); // nobody was told of it yet
        } else {
            user.closed(reason, nowNs);
        }
    }

    private void listenAgain() {
        if (passive) {
            to(TcpState.LISTEN);
        }
    }

    private void end() {
        timers.stop();
        receiver.clear();
        to(TcpState.CLOSED);
    }

    /** The only door between states. */
    private void to(TcpState next) {
        if (next != state && !state.mayBecome(next)) {
            throw new IllegalStateException("TCP " + state + " to " + next);
        }
        state = next;
    }
}
