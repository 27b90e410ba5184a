package io.nsn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.shm.Descriptor;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import io.nsn.shm.RingReader;
import io.nsn.shm.RingWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client's record of its slots, with the test as the daemon at the other end of the rings. */
@Timeout(60)
class SlotsTest {
    private static final int COUNT = 64;
    private static final RegionLayout LAYOUT = new RegionLayout(COUNT, COUNT, 64, 1);

    private final Region region = Region.create(LAYOUT);
    private final Slots slots = new Slots(region);
    private final RingReader submitted = new RingReader(region.memory(), LAYOUT.submitRing(), LAYOUT.submitCapacity());
    private final RingWriter home = new RingWriter(region.memory(), LAYOUT.homeRing(), LAYOUT.homeCapacity());

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void lendsEverySlotOnceUntilItComesHome() {
        BitSet taken = new BitSet();
        for (int i = 0; i < COUNT; i++) {
            taken.set(slots.take());
        }
        assertThat(taken.cardinality()).isEqualTo(COUNT);
        assertThat(slots.take()).isEqualTo(ClientSession.NONE);

        assertThat(slots.emit(5, 8, 0)).isZero();
        assertThat(slots.hasFree()).isFalse();
        home.offer(Descriptor.of(Descriptor.RELEASE, 5, 0), 0);
        assertThat(slots.take()).isEqualTo(5);
    }

    @Test
    void hasOneToSpareWhileThereAreMoreThanAFew() {
        while (slots.hasSpare()) {
            slots.take();
        }
        for (int i = 0; i < 8; i++) {
            assertThat(slots.take()).isNotNegative();
        }
        assertThat(slots.take()).isEqualTo(ClientSession.NONE);
    }

    @Test
    void refusesWhatTheCallerDoesNotHold() {
        int mine = slots.take();
        for (int wild : new int[] {-1, mine + 1, COUNT, LAYOUT.slots(), Integer.MAX_VALUE}) {
            assertThat(slots.emit(wild, 8, 0)).as("emit %d", wild).isEqualTo(ClientSession.NONE);
            assertThat(slots.release(wild)).as("release %d", wild).isFalse();
        }
        assertThat(slots.release(mine)).isTrue();
        assertThat(slots.release(mine)).isFalse();
        assertThat(submitted.isEmpty()).isTrue();
    }

    @Test
    void handsAReceivedSlotBackToTheDaemonOnce() {
        slots.received(COUNT + 3);

        assertThat(slots.release(COUNT + 3)).isTrue();
        assertThat(slots.release(COUNT + 3)).isFalse();
        assertThat(submitted.poll()).isEqualTo(Descriptor.of(Descriptor.RELEASE, COUNT + 3, 0));
        assertThat(submitted.isEmpty()).isTrue();
    }

    @Test
    void losesNothingOfManyThreads() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        List<Thread> senders = new ArrayList<>();
        for (int source = 0; source < threads; source++) {
            int number = source;
            senders.add(Thread.ofPlatform().start(() -> send(number, each)));
        }
        BitSet tokens = new BitSet();
        int[] bySource = new int[threads];
        while (tokens.cardinality() < threads * each) {
            long first = submitted.poll();
            if (first == 0) {
                Thread.yield();
                continue;
            }
            int slot = Descriptor.slot(first);
            assertThat(tokens.get(Descriptor.token(submitted.second()))).isFalse();
            tokens.set(Descriptor.token(submitted.second()));
            bySource[Descriptor.source(submitted.second())]++;
            assertThat(home.offer(Descriptor.of(Descriptor.RELEASE, slot, 0), 0)).isTrue();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(bySource).containsOnly(each);
        assertThat(slots.nextToken()).isEqualTo(threads * each);
    }

    private void send(int source, int messages) {
        for (int i = 0; i < messages; i++) {
            int slot;
            while ((slot = slots.take()) < 0) {
                Thread.yield();
            }
            if (slots.emit(slot, 8, source) < 0) {
                throw new AssertionError("slot " + slot + " was not held");
            }
        }
    }
}
