package io.nsn.stack.tcp;

/**
 * The sending half of a connection: what leaves next, within the peer's window and the congestion window (RFC 9293 §3.8,
 * RFC 6675 §5, RFC 6298 §5). Keeps no octets: the user is asked for them. Positions are absolute: our SYN is 0.
 */
final class Sender {
    private static final long UNSET = -1;
    private static final long RETRY_NS = 1_000_000;

    private final TcpConfig config;
    private final TcpCounts counts;
    private final TcpUser user;
    private final Emitter emitter;
    private final Timers timers;
    final RttEstimator rtt;
    final Cubic congestion = new Cubic();
    final Scoreboard board = new Scoreboard();
    private long una;
    private long nxt;
    private long window;
    private long widest;
    private int mss;
    private long fin = UNSET;
    private long lastSent;
    private long lastProgress;
    private long timedOctet = UNSET;
    private long timedAt;
    private int timeouts;
    private boolean retransmitOnce;
    private boolean windowLimited;
    private boolean inFastRecovery;

    Sender(TcpConfig config, TcpCounts counts, TcpUser user, Emitter emitter, Timers timers) {
        this.config = config;
        this.counts = counts;
        this.user = user;
        this.emitter = emitter;
        this.timers = timers;
        rtt = new RttEstimator(config);
    }

    /** Before the SYN. */
    void start(long nowNs) {
        una = 0;
        nxt = 0;
        window = 0;
        widest = 0;
        fin = UNSET;
        timeouts = 0;
        retransmitOnce = false;
        windowLimited = false;
        inFastRecovery = false;
        timedOctet = UNSET;
        lastProgress = nowNs;
        lastSent = nowNs;
        rtt.reset();
    }

    /** A SYN was sent, or ({@code left} false) found no room and is tried again soon. */
    void synSent(boolean left, long nowNs) {
        boolean first = nxt == 0;
        nxt = 1;
        timedAt = first && left ? nowNs : UNSET; // sent again, its ACK measures nothing (Karn)
        timers.retransmit = nowNs + (left ? rtt.timeout() : RETRY_NS);
    }

    /** Our SYN is acknowledged. */
    void established(int mss, long nowNs) {
        this.mss = mss;
        una = 1;
        nxt = 1;
        congestion.reset(mss);
        board.reset(1, mss);
        if (timedAt != UNSET) {
            rtt.sample(nowNs - timedAt);
        } else {
            rtt.handshakeWasLost();
        }
        rtt.progress();
        timeouts = 0;
        lastProgress = nowNs;
        timers.retransmit = Timers.NEVER;
    }

    long una() {
        return una;
    }

    long nxt() {
        return nxt;
    }

    int mss() {
        return mss;
    }

    long widestWindow() {
        return widest;
    }

    long window() {
        return window;
    }

    /** The window as the peer's segment shows it. */
    void window(long octets) {
        window = octets;
        widest = Math.max(widest, octets);
    }

    /** No more data: a FIN follows what the user has offered. */
    void finish() {
        fin = 1 + user.sendable();
    }

    boolean finAcknowledged() {
        return fin != UNSET && una > fin;
    }

    boolean inFlight() {
        return una < nxt;
    }

    /** Data or a FIN waits, sent or not. */
    boolean owes() {
        return sendableEnd() > una;
    }

    /** Octets of payload in a full segment now. */
    int payload() {
        return mss - emitter.optionsLength();
    }

    /** The window neither grows nor shrinks until the loss is repaired. */
    void inFastRecovery(boolean recovering) {
        inFastRecovery = recovering;
    }

    /** Since when the peer owes us something, or it last acknowledged something new. */
    long lastProgress() {
        return lastProgress;
    }

    /** Sends what may be sent now. @return how many segments left */
    int transmit(long nowNs) {
        int sent = 0;
        while (board.hasLost() ? retransmitNext(nowNs) : sendNext(nowNs)) {
            sent++;
        }
        if (timers.retransmit == Timers.NEVER && (inFlight() || sendableEnd() > nxt)) {
            armTimer(nowNs); // in flight: retransmission; else the window is shut: persist
        }
        return sent;
    }

    /** Everything below {@code acknowledgment} arrived. */
    void advance(long acknowledgment, int echo, boolean hasEcho, long nowNs) {
        long acked = acknowledgment - una;
        measure(acknowledgment, echo, hasEcho, nowNs);
        una = acknowledgment;
        board.acknowledged(una);
        rtt.progress();
        timeouts = 0;
        lastProgress = nowNs;
        if (windowLimited && !inFastRecovery) {
            congestion.acknowledged(acked, rtt.smoothed(), nowNs);
        }
        timers.retransmit = Timers.NEVER;
        if (inFlight()) {
            armTimer(nowNs);
        }
        user.acknowledged(dataEndBelow(una) - 1);
    }

    /** Loss is certain enough: the next lost segment leaves whatever the window says (RFC 6675 §5, step 4.3). */
    void retransmitFirst() {
        retransmitOnce = true;
    }

    /** The retransmission timer expired (RFC 6298 §5.4-5.6). */
    void timedOut(long nowNs) {
        counts.count(TcpEvent.TIMEOUTS);
        congestion.timedOut(timeouts == 0);
        if (++timeouts > 1) {
            board.forgetSacked();
        }
        board.declareLost(nxt);
        board.update(0);
        rtt.backOff();
        timedOctet = UNSET;
        retransmitOnce = true;
        armTimer(nowNs);
    }

    /** The persist timer expired: an octet that the peer holds already, which it must answer (RFC 9293 §3.8.6.1). */
    void probe(long nowNs) {
        emitter.ack(una - 1, nowNs);
        rtt.backOff();
        armTimer(nowNs);
    }

    /** The path takes segments of {@code segment} octets only; what is in flight did not arrive (RFC 1191 §6.4). */
    void pathChanged(int segment) {
        boolean smaller = segment < mss;
        mss = segment;
        congestion.mss(mss);
        board.mss(mss);
        if (smaller && inFlight()) {
            board.declareLost(nxt);
            board.update(0);
            timedOctet = UNSET;
        }
    }

    /** A window that was not filled does not grow (RFC 9438 §5.8); slow start may double what was half full. */
    private boolean fillsWindow(long octets) {
        return congestion.inSlowStart() ? 2 * octets > congestion.window() : octets + mss > congestion.window();
    }

    private void armTimer(long nowNs) {
        if (!inFlight()) {
            timers.retransmit = nowNs + rtt.timeout();
            return;
        }
        long patience = Math.max(1, lastProgress + config.userTimeout() - nowNs);
        timers.retransmit = nowNs + Math.min(rtt.timeout(), patience);
    }

    private boolean retransmitNext(long nowNs) {
        long from = board.nextLost();
        int span = (int) Math.min(payload(), board.holeEnd(from) - from);
        if (!retransmitOnce && board.pipe() + span > congestion.window()) {
            windowLimited = true;
            return false;
        }
        if (!emit(from, span, nowNs)) {
            return false;
        }
        counts.count(TcpEvent.RETRANSMISSIONS);
        board.retransmitted(from, from + span);
        retransmitOnce = false;
        if (timedOctet >= from) {
            timedOctet = UNSET;
        }
        return true;
    }

    private boolean sendNext(long nowNs) {
        long waiting = sendableEnd() - nxt;
        if (waiting <= 0) {
            return false;
        }
        int span = (int) Math.min(waiting, payload());
        long allowed = una + window - nxt;
        if (span > allowed) {
            span = (int) Math.max(0, allowed);
            if (span == 0 || span < mss && inFlight() && span < widest / 2) {
                return false; // no silly windows (RFC 9293 §3.8.6.2.1)
            }
        }
        if (board.pipe() + span > congestion.window() && board.pipe() > 0) {
            windowLimited = true;
            return false;
        }
        if (una == nxt) {
            resumeAfterIdle(nowNs);
        }
        if (!emit(nxt, span, nowNs)) {
            return false;
        }
        windowLimited = fillsWindow(board.pipe() + span);
        if (timedOctet == UNSET) {
            timedOctet = nxt;
            timedAt = nowNs;
        }
        nxt += span;
        board.sent(nxt);
        return true;
    }

    /** One segment of {@code span} octets of sequence space, the last of which may be the FIN. */
    private boolean emit(long from, int span, long nowNs) {
        boolean withFin = fin != UNSET && from + span > fin;
        int length = withFin ? span - 1 : span;
        int flags = withFin ? TcpHeader.FIN : 0;
        if (length > 0 && from + length == 1 + user.sendable()) {
            flags |= TcpHeader.PSH;
        }
        if (!emitter.data(flags, from, length, nowNs)) {
            return false;
        }
        lastSent = nowNs;
        return true;
    }

    private void resumeAfterIdle(long nowNs) {
        if (nowNs - lastSent > rtt.timeout()) {
            congestion.restartAfterIdle();
        }
        lastProgress = nowNs;
        rtt.progress();
        timers.retransmit = Timers.NEVER; // from persist to retransmission
    }

    private void measure(long acknowledgment, int echo, boolean hasEcho, long nowNs) {
        if (timedOctet != UNSET && acknowledgment > timedOctet) {
            rtt.sample(nowNs - timedAt);
            timedOctet = UNSET;
        } else if (timedOctet == UNSET && hasEcho && echo != 0) {
            long age = emitter.age(echo, nowNs);
            if (age >= 0 && age <= config.maxRto()) {
                rtt.sample(age);
            }
        }
    }

    /** Behind the last octet that may be sent, the FIN included. */
    private long sendableEnd() {
        return fin != UNSET ? fin + 1 : 1 + user.sendable();
    }

    private long dataEndBelow(long position) {
        return fin != UNSET ? Math.min(position, fin) : position;
    }
}
