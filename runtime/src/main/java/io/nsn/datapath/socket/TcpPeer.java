package io.nsn.datapath.socket;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.Backoff;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;
import io.nsn.ffi.Memory;
import io.nsn.ffi.Native;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One peer of one application id: its connection, made by either end and re-made with back-off, and how far its messages
 * are written. Agent's thread.
 *
 * <p>While it is not known whether the peer is there ({@code DECIDING}: at first, and after a connection broke), messages
 * wait for it; once it refused or stayed silent they are dropped for it until a connection stands.
 */
final class TcpPeer {
    private enum State { DECIDING, CONNECTED, ABSENT }

    private static final long DECIDE_WITHIN_NS = 3_000_000_000L;
    private static final long CONNECT_WITHIN_NS = 3_000_000_000L;
    private static final long STALL_RETRY_NS = 50_000;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final long SIOCOUTQ = 0x5411;

    private final int ownAddress;
    private final int address;
    private final int port;
    private final long socketAddress;
    private final Readiness readiness;
    private final Outbound outbound;
    private final Counters counters;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final long unsent;
    private final Backoff backoff = new Backoff();
    private State state = State.DECIDING;
    private int fd = -1;
    private int attempt = -1;
    private long cursor;
    /** A receiver has no room: the connection is not read. */
    private boolean stalled;
    /** The connection takes no more: it is not written. */
    private boolean blocked;
    /** What the connection is watched for. */
    private int interest;
    private boolean lost;
    private long decideBy;
    private long nextTry;
    private long attemptUntil;

    TcpPeer(Arena arena, int ownAddress, int address, int port, int maxMessage, Inbound inbound, Outbound outbound,
            Counters counters, Readiness readiness, long nowNs) {
        this.ownAddress = ownAddress;
        this.address = address;
        this.port = port;
        this.readiness = readiness;
        this.outbound = outbound;
        this.counters = counters;
        socketAddress = Ipv4Address.socketAddress(arena, address, port);
        reader = new FrameReader(arena, maxMessage, inbound, counters);
        writer = new FrameWriter(arena, outbound);
        unsent = arena.allocate(8, 8).address();
        decideBy = nowNs + DECIDE_WITHIN_NS;
        nextTry = nowNs;
    }

    int address() {
        return address;
    }

    /** The position up to which this peer needs no slot any more. */
    long cursor() {
        if (state == State.ABSENT) {
            cursor = outbound.tail();
        }
        return cursor;
    }

    /** Takes over a connection that the peer made; one that stood before is dead. */
    void accepted(int connection) {
        if (fd >= 0) {
            drop();
        }
        endAttempt();
        connected(connection);
    }

    /** Writes what it can. @return how many messages were finished */
    int write() {
        if (state != State.CONNECTED || blocked || cursor == outbound.tail()) {
            return 0;
        }
        counters.increment(Counter.SEND_CALLS);
        long finished = writer.write(fd, cursor, outbound.tail());
        if (finished >= 0) {
            cursor += finished;
            return (int) finished;
        }
        if (finished == -NativeException.EAGAIN || finished == -NativeException.ENOBUFS) {
            counters.increment(Counter.STALL_SENDER);
            blocked = true;
            watch();
        } else {
            broken();
        }
        return 0;
    }

    /** Does what is due. @return how much was done */
    int tick(long nowNs) {
        if (stalled) {
            return after(reader.deliver());
        }
        if (state == State.CONNECTED) {
            return 0;
        }
        if (attempt >= 0 && nowNs - attemptUntil > 0) {
            failed(nowNs);
        }
        if (attempt < 0 && nowNs - nextTry >= 0) {
            connect(nowNs);
        }
        if (state == State.DECIDING && nowNs - decideBy > 0) {
            giveUpWaiting();
        }
        return 0;
    }

    long untilNextDeadline(long nowNs) {
        if (stalled) {
            return STALL_RETRY_NS;
        }
        if (state == State.CONNECTED) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, (attempt >= 0 ? attemptUntil : nextTry) - nowNs);
    }

    /** The peer's kernel has all that was sent. */
    boolean drained() {
        return state != State.CONNECTED || cursor == outbound.tail() && !writer.isInFrame()
                && Sockets.ioctl(fd, SIOCOUTQ, unsent) == 0
                && Native.MEMORY.get(ValueLayout.JAVA_INT, unsent) == 0;
    }

    void close() {
        endAttempt();
        if (fd >= 0) {
            if (drained()) {
                resetOnClose();
            }
            drop();
        }
        state = State.ABSENT;
    }

    private void connect(long nowNs) {
        int socket = BoundSocket.open(Sockets.SOCK_STREAM, ownAddress, port, true);
        if (socket < 0) {
            failed(nowNs);
            return;
        }
        prepare(socket);
        attempt = socket;
        attemptUntil = nowNs + CONNECT_WITHIN_NS;
        int result = Sockets.connect(socket, socketAddress, Sockets.SOCKADDR_IN_SIZE);
        if (result == 0) {
            attempt = -1;
            connected(socket);
        } else if (result == -NativeException.EINPROGRESS) {
            readiness.add(socket, Sockets.EPOLLOUT, (events, now) -> attemptDecided(socket, now));
        } else {
            attempt = -1;
            Memory.close(socket);
            failed(nowNs);
        }
    }

    private int attemptDecided(int socket, long nowNs) {
        if (Sockets.getOption(socket, Sockets.SOL_SOCKET, Sockets.SO_ERROR) != 0) {
            failed(nowNs);
        } else {
            readiness.remove(socket);
            attempt = -1;
            connected(socket);
        }
        return 1;
    }

    private void failed(long nowNs) {
        endAttempt();
        nextTry = nowNs + backoff.next();
        if (state == State.DECIDING) {
            giveUpWaiting();
        }
    }

    private void giveUpWaiting() {
        if (lost) {
            counters.add(Counter.DROP_PEER_LOST, outbound.tail() - cursor);
            lost = false;
        }
        state = State.ABSENT;
    }

    private void connected(int connection) {
        cursor(); // an absent peer starts with the next message
        fd = connection;
        state = State.CONNECTED;
        lost = false;
        reader.reset();
        writer.reset();
        backoff.reset();
        prepare(connection);
        counters.increment(Counter.CONNECTIONS_MADE);
        watch();
    }

    private static void prepare(int socket) {
        Sockets.setOption(socket, Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY, 1);
        BoundSocket.setBuffers(socket, BUFFER_BYTES);
    }

    /** The readiness is level-triggered: it is told just what the connection is ready for and not held back from. */
    private void watch() {
        int wanted = (stalled ? 0 : Sockets.EPOLLIN) | (blocked ? Sockets.EPOLLOUT : 0);
        if (wanted == interest) {
            return;
        }
        if (interest == 0) {
            readiness.add(fd, wanted, (events, now) -> ready(events));
        } else if (wanted == 0) {
            readiness.remove(fd);
        } else {
            readiness.modify(fd, wanted);
        }
        interest = wanted;
    }

    private int ready(int events) {
        int work = 0;
        if (blocked && (events & ~Sockets.EPOLLIN) != 0) {
            blocked = false;
            watch();
            work++;
        }
        return !stalled && (events & ~Sockets.EPOLLOUT) != 0 ? work + after(reader.read(fd)) : work;
    }

    private int after(FrameReader.Status status) {
        int work = reader.delivered();
        switch (status) {
            case DRY -> {
                if (stalled) {
                    stalled = false;
                    watch();
                    work++;
                }
            }
            case STALLED -> {
                if (!stalled) {
                    stalled = true;
                    watch();
                    counters.increment(Counter.STALL_RECEIVER);
                }
            }
            case ENDED -> broken();
            case WILD -> {
                counters.increment(Counter.PROTOCOL_ERRORS);
                resetOnClose();
                broken();
                backoff.slowest();
                nextTry += backoff.next();
                giveUpWaiting();
            }
        }
        return work;
    }

    private void broken() {
        drop();
        counters.increment(Counter.CONNECTIONS_LOST);
        long now = System.nanoTime();
        lost = true;
        state = State.DECIDING;
        decideBy = now + DECIDE_WITHIN_NS;
        nextTry = now;
    }

    private void drop() {
        if (interest != 0) {
            readiness.remove(fd);
        }
        interest = 0;
        stalled = false;
        blocked = false;
        Memory.close(fd);
        fd = -1;
    }

    private void endAttempt() {
        if (attempt >= 0) {
            readiness.remove(attempt);
            Memory.close(attempt);
            attempt = -1;
        }
    }

    /** Closing resets the connection, so that its addresses are free at once (no TIME-WAIT). */
    private void resetOnClose() {
        Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_LINGER, Linger.NOW.address(), 8);
    }

    /** {@code struct linger}: on, 0 seconds. */
    private static final class Linger {
        private static final MemorySegment NOW =
                Arena.global().allocateFrom(ValueLayout.JAVA_INT, 1, 0);
    }
}
