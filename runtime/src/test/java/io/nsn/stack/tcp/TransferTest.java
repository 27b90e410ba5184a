package io.nsn.stack.tcp;

import static io.nsn.stack.tcp.SimPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two stacks on one wire: handshakes, bulk, ping-pong, closing. */
class TransferTest {

    @Test
    void carriesBytesBothWaysAndCloses() {
        try (SimPair pair = new SimPair(1).established()) {
            pair.offer(1, 1_000_000);
            pair.offer(2, 2_000_000);
            pair.run(60 * SECOND, () -> pair.users[1].received == 2_000_000 && pair.users[2].received == 1_000_000);
            pair.connection(1).close(pair.wire.now);
            pair.run(SECOND, () -> pair.users[2].peerClosed);
            assertThat(pair.connection(2).state()).isEqualTo(TcpState.CLOSE_WAIT);
            pair.connection(2).close(pair.wire.now);
            pair.run(SECOND, () -> pair.users[1].closed == CloseReason.FINISHED
                    && pair.users[2].closed == CloseReason.FINISHED);
            assertThat(pair.connection(1).state()).isEqualTo(TcpState.TIME_WAIT);
            assertThat(pair.connection(2).state()).isEqualTo(TcpState.CLOSED);
            pair.pass(61 * SECOND);
            assertThat(pair.connection(1).state()).isEqualTo(TcpState.CLOSED);
            assertThat(pair.host(1).counts().of(TcpEvent.RETRANSMISSIONS)).isZero();
        }
    }

    @Test
    void opensFromBothEndsAtOnce() {
        try (SimPair pair = new SimPair(2)) {
            pair.connection(1).connect(pair.wire.now);
            pair.connection(2).connect(pair.wire.now);
            pair.run(SECOND, () -> pair.users[1].connects == 1 && pair.users[2].connects == 1);
            pair.offer(1, 100_000);
            pair.run(SECOND, () -> pair.users[2].received == 100_000);
        }
    }

    @Test
    void repairsTenPercentLoss() {
        try (SimPair pair = new SimPair(3).established()) {
            pair.wire.faults[1].loss = 0.1;
            pair.wire.faults[2].loss = 0.1;
            pair.offer(1, 1_000_000);
            pair.run(600 * SECOND, () -> pair.users[1].acknowledged == 1_000_000);
            assertThat(pair.host(1).counts().of(TcpEvent.FAST_RECOVERIES)).isPositive();
        }
    }

    /** A million messages of 64 octets. */
    @Test
    void carriesAMillionMessagesThroughTenPercentLoss() {
        try (SimPair pair = new SimPair(4).established()) {
            pair.wire.faults[1].loss = 0.1;
            pair.wire.faults[2].loss = 0.1;
            pair.offer(1, 64_000_000);
            pair.run(100_000 * SECOND, () -> pair.users[1].acknowledged == 64_000_000);
            assertThat(pair.users[2].received).isEqualTo(64_000_000);
        }
    }
}
