package io.nsn.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {
    private static final int CAPACITY = 8;

    private final MemorySegment memory = Arena.ofAuto().allocate(4096, 64);
    private final RingWriter writer = new RingWriter(memory, 64, CAPACITY);
    private final RingReader reader = new RingReader(memory, 64, CAPACITY);

    @Test
    void givesEntriesInOrderWithBothWords() {
        writer.offer(1, 10);
        writer.offer(2, 20);

        assertThat(reader.poll()).isEqualTo(1);
        assertThat(reader.second()).isEqualTo(10);
        assertThat(reader.poll()).isEqualTo(2);
        assertThat(reader.second()).isEqualTo(20);
        assertThat(reader.poll()).isZero();
        assertThat(reader.isEmpty()).isTrue();
    }

    @Test
    void refusesAnEntryWhenFullAndTakesOneAfterARead() {
        for (int i = 1; i <= CAPACITY; i++) {
            assertThat(writer.offer(i, 0)).isTrue();
        }
        assertThat(writer.hasRoom()).isFalse();
        assertThat(writer.offer(99, 0)).isFalse();

        reader.poll();

        assertThat(writer.offer(99, 0)).isTrue();
    }

    @Test
    void staysInsideItsMemory() {
        for (int round = 0; round < 3 * CAPACITY; round++) {
            writer.offer(-1, -1);
            reader.poll();
        }
        assertThat(memory.asSlice(0, 64).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        assertThat(memory.get(ValueLayout.JAVA_LONG, 64 + 16 * CAPACITY)).isZero();
    }

    @Test
    void refusesACapacityThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new RingReader(memory, 0, 12)).hasMessageContaining("12");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsARandomHistoryExact(long seed) {
        Random random = new Random(seed);
        long written = 0;
        long read = 0;
        for (int step = 0; step < 100_000; step++) {
            if (random.nextBoolean()) {
                boolean took = writer.offer(written + 1, ~written);
                assertThat(took).isEqualTo(written - read < CAPACITY);
                written += took ? 1 : 0;
            } else {
                long first = reader.poll();
                if (written == read) {
                    assertThat(first).isZero();
                } else {
                    assertThat(first).isEqualTo(++read);
                    assertThat(reader.second()).isEqualTo(~(read - 1));
                }
            }
        }
    }

    /** A small ring, so that readers are lapped: one that was interrupted before it cleared its entry. */
    @Test
    void givesEachEntryToOneOfManyReaders() throws InterruptedException {
        int readers = 4;
        int messages = 200_000;
        MemorySegment shared = Arena.ofAuto().allocate(16L * 4, 64);
        RingWriter one = new RingWriter(shared, 0, 4);
        SharedRingReader all = new SharedRingReader(shared, 0, 4);
        List<Thread> threads = new ArrayList<>();
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        for (int r = 0; r < readers; r++) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (seen.size() < messages && !Thread.currentThread().isInterrupted()) {
                    long first = all.poll();
                    if (first != 0) {
                        seen.add(first);
                    } else {
                        Thread.yield();
                    }
                }
            }));
        }
        for (long first = 1; first <= messages; first++) {
            while (!one.offer(first)) {
                Thread.yield();
            }
        }
        join(threads);
        expectAll(seen, messages);
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(30_000);
            thread.interrupt();
        }
    }

    private static void expectAll(List<Long> seen, int count) {
        assertThat(seen).hasSize(count);
        assertThat(new HashSet<>(seen)).isEqualTo(LongStream.rangeClosed(1, count).boxed().collect(Collectors.toSet()));
    }
}
