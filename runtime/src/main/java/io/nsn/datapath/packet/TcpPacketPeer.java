package io.nsn.datapath.packet;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Backoff;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;
import io.nsn.stack.tcp.CloseReason;
import io.nsn.stack.tcp.TcpConnection;
import io.nsn.stack.tcp.TcpHost;
import io.nsn.stack.tcp.TcpState;
import io.nsn.stack.tcp.TcpUser;
import java.lang.foreign.Arena;

/**
 * One peer of one application id over TCP in user space: its connection, made by either end and re-made with back-off, and
 * how far its messages have arrived. Agent's thread.
 *
 * <p>While it is not known whether the peer is there ({@code DECIDING}: at first, and after a connection broke), messages
 * wait for it; once it refused or stayed silent they are dropped for it until a connection stands.
 */
final class TcpPacketPeer implements TcpUser {
    private enum State { DECIDING, CONNECTED, ABSENT }

    private static final long DECIDE_WITHIN_NS = 3_000_000_000L;
    private static final long CONNECT_WITHIN_NS = 3_000_000_000L;
    private static final long STALL_RETRY_NS = 50_000;

    private final TcpHost tcp;
    private final TcpConnection connection;
    private final Outbound outbound;
    private final Counters counters;
    private final FrameStream stream;
    private final FrameAssembler assembler;
    private final Backoff backoff = new Backoff();
    private State state = State.DECIDING;
    private long cursor;
    private boolean lost;
    private boolean stalled;
    private long decideBy;
    private long nextTry;
    private long attemptUntil;

    TcpPacketPeer(Arena arena, TcpHost tcp, int ownAddress, int address, int port, int maxMessage, Inbound inbound,
                  Outbound outbound, Counters counters, long nowNs) {
        this.tcp = tcp;
        this.outbound = outbound;
        this.counters = counters;
        stream = new FrameStream(outbound, arena.allocate(FrameStream.HEADER, 8).address());
        assembler = new FrameAssembler(inbound, maxMessage,
                arena.allocate(FrameAssembler.room(maxMessage), 8).address());
        connection = tcp.add(this, ownAddress, port, address, port);
        connection.listen();
        decideBy = nowNs + DECIDE_WITHIN_NS;
        nextTry = nowNs;
    }

    /** The position up to which this peer needs no slot any more. */
    long cursor() {
        if (state == State.CONNECTED) {
            cursor = stream.first();
        } else if (state == State.ABSENT) {
            cursor = outbound.tail();
        }
        return cursor;
    }

    /** Sends what it can. @return how many segments left */
    int transmit(long nowNs) {
        if (state != State.CONNECTED) {
            return 0;
        }
        long before = stream.end();
        if (stream.offer() == before && !connection.owes()) {
            return 0;
        }
        return connection.transmit(nowNs);
    }

    /** Does what is due. @return how much was done */
    int tick(long nowNs) {
        if (state == State.CONNECTED) {
            return resume(nowNs);
        }
        if (connection.state() == TcpState.SYN_SENT) {
            if (nowNs - attemptUntil > 0) {
                connection.abort(nowNs);
                failed(nowNs);
            }
        } else if (connection.state() != TcpState.SYN_RECEIVED && nowNs - nextTry >= 0) {
            attemptUntil = nowNs + CONNECT_WITHIN_NS;
            connection.connect(nowNs);
        }
        if (state == State.DECIDING && nowNs - decideBy > 0) {
            giveUpWaiting();
        }
        return 0;
    }

    long untilNextDeadline(long nowNs) {
        if (state == State.CONNECTED) {
            return connection.stalled() ? STALL_RETRY_NS : Long.MAX_VALUE;
        }
        return Math.max(0, (connection.state() == TcpState.SYN_SENT ? attemptUntil : nextTry) - nowNs);
    }

    /** The peer's host has all that was sent. */
    boolean drained() {
        return state != State.CONNECTED || cursor() == outbound.tail();
    }

    /** Resets the connection, so that its addresses are free at once (no TIME-WAIT). */
    void close(long nowNs) {
        tcp.remove(connection, nowNs);
        state = State.ABSENT;
    }

    @Override
    public long sendable() {
        return stream.end();
    }

    @Override
    public int gather(long offset, int length, long to) {
        stream.gather(offset, length, to);
        counters.increment(Counter.FRAMES_COPIED);
        return length;
    }

    @Override
    public long tail() {
        return 0;
    }

    @Override
    public void acknowledged(long offset) {
        stream.acknowledged(offset);
    }

    @Override
    public int receive(long address, int length) {
        return assembler.receive(address, length);
    }

    @Override
    public void connected(long nowNs) {
        stream.reset(cursor()); // an absent peer starts with the next message
        assembler.reset();
        state = State.CONNECTED;
        lost = false;
        backoff.reset();
        counters.increment(Counter.CONNECTIONS_MADE);
    }

    @Override
    public void peerClosed() {
        // frames end with the connection: what tick() does when it sees the state
    }

    @Override
    public void closed(CloseReason reason, long nowNs) {
        if (state == State.CONNECTED) {
            broken(nowNs);
            if (reason == CloseReason.ABORTED) {
                counters.increment(Counter.PROTOCOL_ERRORS);
                backoff.slowest();
                nextTry += backoff.next();
                giveUpWaiting();
            }
        } else {
            failed(nowNs);
        }
        connection.listen();
    }

    private int resume(long nowNs) {
        if (connection.state() == TcpState.CLOSE_WAIT && !connection.stalled()) {
            connection.abort(nowNs);
            broken(nowNs);
            connection.listen();
            return 1;
        }
        if (!connection.stalled()) {
            stalled = false;
            return 0;
        }
        if (!stalled) {
            stalled = true;
            counters.increment(Counter.STALL_RECEIVER);
        }
        connection.resume(nowNs);
        return connection.stalled() ? 0 : 1;
    }

    private void failed(long nowNs) {
        nextTry = nowNs + backoff.next();
        if (state == State.DECIDING) {
            giveUpWaiting();
        }
        connection.listen();
    }

    /** Messages that were on their way may have arrived: they are not sent again. */
    private void broken(long nowNs) {
        counters.increment(Counter.CONNECTIONS_LOST);
        cursor = stream.firstUnsent();
        counters.add(Counter.DROP_PEER_LOST, cursor - stream.first());
        lost = true;
        state = State.DECIDING;
        decideBy = nowNs + DECIDE_WITHIN_NS;
        nextTry = nowNs;
    }

    private void giveUpWaiting() {
        if (lost) {
            counters.add(Counter.DROP_PEER_LOST, outbound.tail() - cursor);
            lost = false;
        }
        state = State.ABSENT;
    }
}
