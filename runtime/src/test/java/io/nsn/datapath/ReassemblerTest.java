package io.nsn.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.ffi.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReassemblerTest {
    private static final int MAX = 100_000;
    private static final int SIZE = 1440;

    /** A part on the wire; its bytes are a function of the message and the place. */
    private record Part(int message, int total, int size, int offset) {
        int length() {
            return Math.min(size, total - offset);
        }
    }

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment wire = arena.allocate(MAX + MessagePart.HEADER, 64);
    private final Counters counters = new Counters();
    private final Set<Integer> delivered = new HashSet<>();
    private final Reassembler reassembler = new Reassembler(arena, MAX, this::check, counters);
    private long now;

    @AfterEach
    void close() {
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE + 1, 2 * SIZE, 2 * SIZE + 1, 65_536, MAX})
    void rebuildsAMessageFromPartsInAnyOrder(int total) {
        List<Part> parts = parts(7, total, SIZE);
        Collections.shuffle(parts, new Random(total));

        parts.subList(1, parts.size()).forEach(this::accept);
        assertThat(delivered).isEmpty();
        accept(parts.getFirst());

        assertThat(delivered).containsExactly(7);
        assertThat(counters.get(Counter.MESSAGES_REBUILT)).isEqualTo(1);
        assertThat(reassembler.untilNextDeadline(now)).isEqualTo(Long.MAX_VALUE);
    }

    /** Whatever the wire does, a message is delivered exactly or given up and counted, never both, never twice. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0, 0", "2, 0, 0, 10", "3, 0, 20, 10", "4, 1, 0, 0", "5, 1, 10, 5", "6, 10, 10, 20",
        "7, 50, 50, 20", "8, 90, 10, 5"})
    void deliversOrCountsOverABadWire(long seed, int lossPercent, int doublePercent, int reach) {
        Random random = new Random(seed);
        int messages = 400;
        List<Part> sent = new ArrayList<>();
        for (int message = 0; message < messages; message++) {
            int size = MessagePart.LEAST_SIZE + random.nextInt(2000);
            sent.addAll(parts(message, size + 1 + random.nextInt(random.nextInt(10) == 0 ? MAX - size : 4 * size), size));
        }
        List<Part> arriving = new ArrayList<>();
        for (Part part : sent) {
            for (int copy = random.nextInt(100) < doublePercent ? 2 : 1; copy > 0; copy--) {
                if (random.nextInt(100) >= lossPercent) {
                    arriving.add(Math.max(0, arriving.size() - random.nextInt(reach + 1)), part);
                }
            }
        }

        Set<Integer> seen = new HashSet<>();
        for (Part part : arriving) {
            accept(part);
            seen.add(part.message());
            now += 1000;
        }
        now += Reassembler.PATIENCE_NS;
        reassembler.expire(now);

        if (lossPercent == 0) {
            assertThat(delivered).hasSizeGreaterThan(reach == 0 ? messages - 1 : messages * 9 / 10);
        }
        assertThat(delivered.size() + counters.get(Counter.DROP_REASSEMBLY)).isEqualTo(seen.size());
        assertThat(reassembler.untilNextDeadline(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void givesUpTheOldestWhenTooManyAreIncomplete() {
        for (int message = 0; message <= Reassembler.ASSEMBLIES; message++) {
            accept(parts(message, 2 * SIZE, SIZE).getFirst());
            now++;
        }
        assertThat(counters.get(Counter.DROP_REASSEMBLY)).isEqualTo(1);

        for (int message = 0; message <= Reassembler.ASSEMBLIES; message++) {
            accept(parts(message, 2 * SIZE, SIZE).getLast());
        }
        assertThat(delivered).hasSize(Reassembler.ASSEMBLIES).doesNotContain(0);
    }

    @Test
    void givesUpAMessageOfWhichNothingComesAnyMore() {
        List<Part> parts = parts(1, 3 * SIZE, SIZE);
        accept(parts.get(0));
        now = Reassembler.PATIENCE_NS - 1;
        accept(parts.get(1));

        assertThat(reassembler.expire(now + 1)).isZero();
        assertThat(reassembler.untilNextDeadline(now)).isEqualTo(Reassembler.PATIENCE_NS);
        assertThat(reassembler.expire(now + Reassembler.PATIENCE_NS)).isEqualTo(1);
        accept(parts.get(2)); // too late: opens nothing

        assertThat(delivered).isEmpty();
        assertThat(counters.get(Counter.DROP_REASSEMBLY)).isEqualTo(1);
        assertThat(reassembler.untilNextDeadline(now)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 2880, 1440, 1, 1440",          // off its grid: overlaps
        "5, 2880, 1440, 2880, 1440",       // behind the end
        "5, 2880, 1440, -1440, 1440",
        "5, 2880, 1440, 0, 1439",          // shorter than its place
        "5, 2880, 1440, 0, 1441",
        "5, 2881, 1440, 2880, 1440",       // the last one is 1 byte
        "5, 1440, 1440, 0, 1440",          // a whole message is no part
        "5, 2880, 0, 0, 1440", "5, 2880, -1440, 0, 1440", "5, 2880, 63, 0, 63",
        "5, 0, 1440, 0, 1440", "5, -1, 1440, 0, 1440", "5, 2147483647, 2147483647, 0, 1440",
        "-1, 2880, 1440, 0, 1440",         // on the reserved channel
        "5, 2880, 1440, 0, 0"
    })
    void refusesAWildPart(int channel, int total, int size, int offset, int length) {
        MessagePart.writeHeader(wire.address(), 9, channel, total, size, offset);

        reassembler.accept(wire.address(), MessagePart.HEADER + length, now);

        assertThat(counters.get(Counter.DROP_MALFORMED)).isEqualTo(1);
        assertThat(reassembler.untilNextDeadline(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesAPartThatContradictsItsMessageAndKeepsTheMessage() {
        List<Part> parts = parts(1, 2 * SIZE, SIZE);
        accept(parts.getFirst());

        accept(new Part(1, 3 * SIZE, SIZE, 2 * SIZE));
        accept(new Part(1, 2 * SIZE, SIZE / 2, SIZE));
        accept(parts.getLast());

        assertThat(counters.get(Counter.DROP_MALFORMED)).isEqualTo(2);
        assertThat(delivered).containsExactly(1);
    }

    @Test
    void countsAMessageThatNoSlotHoldsOnce() {
        parts(1, MAX + 1, 50_000).forEach(this::accept);

        assertThat(counters.get(Counter.DROP_TOO_LONG)).isEqualTo(1);
        assertThat(delivered).isEmpty();
    }

    /** Random and half-random bytes: nothing is delivered that was not sent, and the next message gets through. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesGarbage(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[4096];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(bytes);
            MemorySegment.copy(bytes, 0, wire, ValueLayout.JAVA_BYTE, 0, bytes.length);
            MessagePart.writeHeader(wire.address(), 1_000_000 + random.nextInt(8), random.nextInt(), MAX + 1 + random.nextInt(),
                    MessagePart.LEAST_SIZE + random.nextInt(64), random.nextInt());
            if (random.nextBoolean()) {
                wire.set(ValueLayout.JAVA_INT, 4 * random.nextInt(8), random.nextInt());
            }
            wire.set(ValueLayout.JAVA_INT, 20, Math.max(MAX + 1, wire.get(ValueLayout.JAVA_INT, 20)));
            reassembler.accept(wire.address(), random.nextInt(bytes.length), now++);
        }
        parts(3, MAX, SIZE).forEach(this::accept);
        assertThat(delivered).containsExactly(3);
    }

    private static List<Part> parts(int message, int total, int size) {
        List<Part> parts = new ArrayList<>();
        for (int offset = 0; offset < total; offset += size) {
            parts.add(new Part(message, total, size, offset));
        }
        return parts;
    }

    private void accept(Part part) {
        MessagePart.writeHeader(wire.address(), part.message(), part.message(), part.total(), part.size(), part.offset());
        for (int i = 0; i < part.length(); i++) {
            wire.set(ValueLayout.JAVA_BYTE, MessagePart.HEADER + i, content(part.message(), part.offset() + i));
        }
        reassembler.accept(wire.address(), MessagePart.HEADER + part.length(), now);
    }

    private static byte content(int message, int at) {
        return (byte) (31 * message + at + (at >>> 8));
    }

    private boolean check(int channelId, long address, int length) {
        assertThat(delivered.add(channelId)).as("message %d delivered once", channelId).isTrue();
        for (int i = 0; i < length; i++) {
            if (Native.MEMORY.get(ValueLayout.JAVA_BYTE, address + i) != content(channelId, i)) {
                throw new AssertionError("message " + channelId + " differs at " + i);
            }
        }
        return true;
    }
}
