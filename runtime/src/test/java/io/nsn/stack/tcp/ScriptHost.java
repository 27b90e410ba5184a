package io.nsn.stack.tcp;

import static io.nsn.stack.tcp.SimPair.MS;
import static io.nsn.stack.tcp.SimPair.SECOND;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** The host of a script under a virtual clock: one connection, whose segments are caught, and whose peer is the script. */
final class ScriptHost implements AutoCloseable {
    static final int PEER_INITIAL = 0xffff_fff0; // wraps soon
    static final int OWN_MTU = 1500;
    private static final int OURS = 1;
    private static final int PEER = 2;
    private static final int PORT = 80;
    private static final int PEER_PORT = 4000;
    private static final long POOL = 1 << 20;
    private static final long YEAR = 365 * 24 * 3600 * SECOND;

    /** A segment of ours; numbers count from the initial ones. */
    record Sent(long at, TcpHeader header, long sequence, long acknowledgment) {}

    final SimUser user = new SimUser(1, 2, new SplittableRandom(1));
    final TcpHost host;
    final TcpConnection connection;
    final Deque<Sent> sent = new ArrayDeque<>();
    long now = 1_000 * SECOND;
    int lastTimestamp;
    private final Arena arena = Arena.ofConfined();
    private final long segment = arena.allocate(2048, 8).address();
    private final long arriving = arena.allocate(1 << 16, 8).address();
    private final SegmentWriter writer = new SegmentWriter();

    /** @param patient no peer is asked whether it is still there, and none is given up */
    ScriptHost(boolean patient) {
        TcpConfig config = new TcpConfig(OWN_MTU, 64 << 10, SECOND, 200 * MS, 60 * SECOND, MS, patient ? YEAR : 20 * SECOND,
                5 * SECOND, patient ? YEAR : 60 * SECOND, 60 * SECOND);
        BlockPool pool = new BlockPool(arena.allocate(POOL, 4096).address(), POOL);
        host = new TcpHost(config, new Output(), pool, 1, 2, now);
        connection = host.add(user, OURS, PORT, PEER, PEER_PORT);
        user.connection = connection;
    }

    /** Catches what leaves. */
    private final class Output implements SegmentOutput {
        @Override
        public long segment() {
            return segment;
        }

        @Override
        public boolean send(int local, int remote, int length, long payload, int payloadLength, long nowNs) {
            TcpHeader header = new TcpHeader();
            if (!header.wrap(segment, length + payloadLength)) {
                throw new AssertionError("a malformed segment leaves");
            }
            if (header.hasTimestamps()) {
                lastTimestamp = header.timestamp();
            }
            int initial = connection.state() == TcpState.CLOSED ? 0 : connection.emitter.initial();
            sent.add(new Sent(nowNs, header, header.sequence() - initial,
                    (header.acknowledgment() - PEER_INITIAL) & 0xffff_ffffL));
            return true;
        }
    }

    /** What the script's peer sends. */
    SegmentWriter begin(int flags, long sequence, long acknowledgment, int window) {
        int number = (flags & TcpHeader.ACK) == 0 ? 0 : connection.emitter.initial() + (int) acknowledgment;
        writer.start(arriving, PEER_PORT, PORT, PEER_INITIAL + (int) sequence, number, flags, window);
        return writer;
    }

    /** Header and options are written: {@code length} octets of the peer's pattern follow. */
    void arrive(long sequence, int length) {
        int header = writer.finish();
        if (length > 0) {
            user.receives.write(sequence - 1, length, arriving + header);
        }
        host.onSegment(PEER, OURS, arriving, header + length, now);
        host.poll(now);
    }

    void onPathMtu(long sequence, int mtu) {
        host.onPathMtu(OURS, PORT, PEER, PEER_PORT, connection.emitter.initial() + (int) sequence, mtu, now);
    }

    /** Lets time pass, up to {@code until} or until a segment leaves. @return whether one did */
    boolean pass(long until) {
        while (sent.isEmpty()) {
            long next = host.nextDeadline(now);
            if (next > until) {
                now = until;
                return false;
            }
            now = Math.max(now, next);
            host.poll(now);
        }
        return true;
    }

    /** Lets {@code ns} pass whatever leaves. */
    void passAll(long ns) {
        long until = now + ns;
        for (long next = host.nextDeadline(now); next <= until; next = host.nextDeadline(now)) {
            now = Math.max(now, next);
            host.poll(now);
        }
        now = until;
    }

    @Override
    public void close() {
        arena.close();
    }
}
