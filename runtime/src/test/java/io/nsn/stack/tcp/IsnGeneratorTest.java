package io.nsn.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 6528 §3: the clock M plus F(localip, localport, remoteip, remoteport, secretkey). */
class IsnGeneratorTest {
    private static final int OURS = 0x0a000001;
    private static final int PEER = 0x0a000002;
    private static final int PORT = 80;
    private static final int PEER_PORT = 4000;
    private static final long TICK_NS = 4_096;
    private static final long TURN_NS = TICK_NS << 32; // almost five hours
    private static final IsnGenerator ISN = new IsnGenerator(1, 2);

    @Test
    void aConnectionsNumbersFollowTheClock() {
        int first = number(ISN, 0);
        for (long ticks : new long[] {1, 2, 1_000, 250_000, Integer.MAX_VALUE}) {
            assertThat(number(ISN, ticks * TICK_NS) - first).isEqualTo((int) ticks);
        }
        assertThat(number(ISN, TURN_NS)).isEqualTo(first);
    }

    /** Whoever knows the number of one connection learns nothing of another's. */
    @Test
    void otherAddressesAndPortsHaveOtherNumbers() {
        Set<Integer> numbers = new HashSet<>();
        Set<Integer> offsets = new HashSet<>();
        int tuples = 0;
        for (int i = 0; i < 1_000; i++) {
            for (int[] tuple : new int[][] {{OURS + i, PORT, PEER, PEER_PORT}, {OURS, PORT + 1 + i, PEER, PEER_PORT},
                {OURS, PORT, PEER + 1 + i, PEER_PORT}, {OURS, PORT, PEER, PEER_PORT + 1 + i}}) {
                numbers.add(ISN.next(tuple[0], tuple[1], tuple[2], tuple[3], 0));
                offsets.add(ISN.timestampOffset(tuple[0], tuple[1], tuple[2], tuple[3]));
                tuples++;
            }
        }
        assertThat(numbers).hasSizeGreaterThan(tuples - 10); // 32 bits of a hash: two may be alike
        assertThat(offsets).hasSizeGreaterThan(tuples - 10);
    }

    @Test
    void bothEndsOfAConnectionDiffer() {
        assertThat(ISN.next(PEER, PEER_PORT, OURS, PORT, 0)).isNotEqualTo(number(ISN, 0));
    }

    @Test
    void anotherSecretGivesOtherNumbers() {
        Set<Integer> numbers = new HashSet<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            numbers.add(number(new IsnGenerator(1L << bit, 0), 0));
            numbers.add(number(new IsnGenerator(0, 1L << bit), 0));
        }
        assertThat(numbers).hasSize(2 * Long.SIZE);
    }

    /** The hash is SipHash-2-4: its authors' vector for the key 00 01 .. 0f and the message 00 01 .. 0b. */
    @Test
    void hashesAsItsAuthorsDo() {
        IsnGenerator generator = new IsnGenerator(0x0706_0504_0302_0100L, 0x0f0e_0d0c_0b0a_0908L);
        assertThat(generator.next(0x0706_0504, 0x0b0a, 0x0302_0100, 0x0908, 0)).isEqualTo(0x860e_e5fb);
        assertThat(generator.timestampOffset(0x0706_0504, 0x0b0a, 0x0302_0100, 0x0908)).isEqualTo(0x751e_8fbc);
    }

    private static int number(IsnGenerator generator, long nowNs) {
        return generator.next(OURS, PORT, PEER, PEER_PORT, nowNs);
    }
}
