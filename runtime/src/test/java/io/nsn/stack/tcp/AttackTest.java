package io.nsn.stack.tcp;

import static io.nsn.stack.tcp.SimPair.PORT;
import static io.nsn.stack.tcp.SimPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Segments of others: blind injection (RFC 5961), floods, and noise in every state. */
class AttackTest {
    private static final int FUZZED = Integer.getInteger("nsn.tcp.fuzzed", 220_000);

    private final MemorySegment memory = Arena.ofAuto().allocate(2048, 8);
    private final long segment = memory.address();
    private final SegmentWriter writer = new SegmentWriter();

    @Test
    void aBlindResetInTheWindowIsChallengedAndTheExactOneBelieved() {
        try (SimPair pair = new SimPair(1).established()) {
            Receiver receiver = pair.connection(1).receiver;
            forge(pair, receiver.wire(receiver.next() + 100), 0, TcpHeader.RST);
            assertThat(pair.connection(1).state()).isEqualTo(TcpState.ESTABLISHED);
            assertThat(pair.host(1).counts().of(TcpEvent.CHALLENGE_ACKS)).isEqualTo(1);
            forge(pair, receiver.wire(receiver.next()), 0, TcpHeader.RST);
            assertThat(pair.users[1].closed).isEqualTo(CloseReason.RESET);
        }
    }

    @Test
    void aBlindSynIsChallengedAndDataWithAWildAckIsNotTaken() {
        try (SimPair pair = new SimPair(2).established()) {
            Receiver receiver = pair.connection(1).receiver;
            forge(pair, receiver.wire(receiver.next()), 0, TcpHeader.SYN);
            forge(pair, receiver.wire(receiver.next()), 0x12345678, TcpHeader.ACK);
            assertThat(pair.connection(1).state()).isEqualTo(TcpState.ESTABLISHED);
            assertThat(pair.users[1].received).isZero();
            pair.offer(2, 100_000);
            pair.run(SECOND, () -> pair.users[1].received == 100_000);
        }
    }

    /** Nothing is kept of a SYN that no connection waits for, resets are limited, and bytes flow as fast as without. */
    @Test
    void aFloodOfSynsFindsNothingToFillAndSlowsNobody() {
        int spoofed = 100_000;
        long alone = timeOfTransfer(0);
        assertThat(timeOfTransfer(spoofed)).isEqualTo(alone);
    }

    private long timeOfTransfer(int spoofed) {
        try (SimPair pair = new SimPair(3).established()) {
            Random random = new Random(3);
            int[] left = {spoofed};
            pair.wire.tap = (from, address, length, now) -> from == 2 || isToPeer(address, length);
            pair.offer(2, 10_000_000);
            long start = pair.wire.now;
            pair.run(60 * SECOND, () -> {
                for (int i = 0; i < 2000 && left[0] > 0; i++, left[0]--) {
                    writer.start(segment, random.nextInt(65_536), PORT, random.nextInt(), 0, TcpHeader.SYN, 1000);
                    pair.host(1).onSegment(random.nextInt() | 4, 1, segment, writer.finish(), pair.wire.now);
                }
                return pair.users[1].received == 10_000_000;
            });
            assertThat(left[0]).isZero();
            assertThat(pair.host(1).counts().of(TcpEvent.RESETS_SENT)).isLessThanOrEqualTo(200 * 60);
            assertThat(pair.pools[1].available()).isEqualTo(SimPair.capacity());
            return pair.wire.now - start;
        }
    }

    /** Resets go to whoever was spoofed, not over this wire. */
    private static boolean isToPeer(long address, int length) {
        return (Bytes.get8(address + 13) & TcpHeader.RST) == 0;
    }

    /** RFC 9293 §3.10.7: what is not acceptable is answered at most; nothing of it is believed, whatever else it says. */
    @Test
    void whatIsNotAcceptableChangesNothingInAnyState() {
        for (TcpState state : TcpState.values()) {
            try (SimPair pair = new SimPair(99)) {
                pair.bring(state);
                TcpConnection connection = pair.connection(1);
                Random random = new Random(state.ordinal());
                long una = connection.sender.una();
                long next = connection.receiver.next();
                long received = pair.users[1].received;
                for (int i = 0; i < FUZZED / 22; i++) {
                    pair.host(1).onSegment(2, 1, segment, unacceptable(connection, random), pair.wire.now);
                    pair.wire.clear();
                    assertThat(connection.state()).isEqualTo(state);
                }
                assertThat(connection.sender.una()).isEqualTo(una);
                assertThat(connection.receiver.next()).isEqualTo(next);
                assertThat(pair.users[1].received).isEqualTo(received);
                assertThat(pair.users[1].closed).isEqualTo(state == TcpState.TIME_WAIT ? CloseReason.FINISHED : null);
            }
        }
    }

    /** A well-formed segment that is wrong for the state: out of the window, or with an ACK of what was never sent. */
    private int unacceptable(TcpConnection connection, Random random) {
        int flags = random.nextInt(32);
        int sequence = random.nextInt();
        int acknowledgment = random.nextInt();
        switch (connection.state()) {
            case CLOSED -> { }
            case LISTEN -> flags = random.nextBoolean() ? flags | TcpHeader.RST : flags & ~TcpHeader.SYN;
            case SYN_SENT -> {
                flags = random.nextBoolean() ? flags | TcpHeader.ACK : flags & ~(TcpHeader.SYN | TcpHeader.ACK);
                acknowledgment = connection.emitter.initial() + random.nextInt(2, Integer.MAX_VALUE);
            }
            default -> {
                boolean outside = random.nextBoolean() || (flags & TcpHeader.RST) != 0;
                sequence = outside ? connection.receiver.wire(connection.receiver.edge()) + 200 + random.nextInt(1 << 30)
                        : connection.receiver.acknowledgment();
                acknowledgment = Seq.wire(connection.emitter.initial(), connection.sender.nxt())
                        + random.nextInt(1, 1 << 30);
            }
        }
        writer.start(segment, PORT, PORT, sequence, acknowledgment, flags, random.nextInt(65_536));
        writer.timestamps(connection.receiver.timestampRecent() + random.nextInt(10), random.nextInt());
        return writer.finish() + random.nextInt(100);
    }

    /** Numbers near the right ones, wild options and lengths: no state breaks, and no memory is lost. */
    @Test
    void noiseInEveryStateBreaksNothing() {
        for (int seed = 1; seed <= TcpState.values().length; seed++) {
            try (SimPair pair = new SimPair(seed)) {
                pair.bring(TcpState.values()[seed - 1]);
                Random random = new Random(seed);
                for (int i = 0; i < FUZZED / 11; i++) {
                    int length = noise(pair.connection(1), random);
                    pair.host(1).onSegment(2, 1, segment, length, pair.wire.now);
                    pair.wire.clear();
                    pair.wire.now += 1_000_000;
                    pair.host(1).poll(pair.wire.now);
                }
                pair.connection(1).abort(pair.wire.now);
                assertThat(pair.pools[1].available()).isEqualTo(SimPair.capacity());
            }
        }
    }

    private int noise(TcpConnection connection, Random random) {
        for (int i = 0; i < 200; i++) {
            Bytes.put8(segment + i, random.nextInt());
        }
        int sequence = connection.receiver.acknowledgment() + near(random);
        int acknowledgment = Seq.wire(connection.emitter.initial(), connection.sender.nxt()) + near(random);
        writer.start(segment, PORT, PORT, sequence, acknowledgment, random.nextInt(64), random.nextInt(65_536));
        if (random.nextBoolean()) {
            writer.timestamps(connection.receiver.timestampRecent() + random.nextInt(10), random.nextInt());
        }
        int length = writer.finish();
        if (random.nextInt(4) == 0) {
            Bytes.put8(segment + 12, random.nextInt(256));
        }
        return random.nextInt(4) == 0 ? random.nextInt(200) : length + random.nextInt(100);
    }

    private static int near(Random random) {
        return random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(3) == 0 ? 0 : random.nextInt(-300, 300);
    }

    private void forge(SimPair pair, int sequence, int acknowledgment, int flags) {
        writer.start(segment, PORT, PORT, sequence, acknowledgment, flags, 1000);
        writer.timestamps(pair.connection(1).receiver.timestampRecent(), 0);
        pair.host(1).onSegment(2, 1, segment, writer.finish(), pair.wire.now);
    }
}
