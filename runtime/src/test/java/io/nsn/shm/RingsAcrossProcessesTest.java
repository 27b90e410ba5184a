package io.nsn.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All rings and wait words between two processes, under load: nothing is lost, doubled, torn or out of order, and
 * nobody who sleeps is forgotten. This process is the daemon, {@link StressApplication} the other.
 */
@Timeout(120)
class RingsAcrossProcessesTest {
    private static final RegionLayout LAYOUT = StressApplication.LAYOUT;
    private static final int ALL = StressApplication.WRITERS * StressApplication.MESSAGES_EACH;

    private final Region shared = Region.create(LAYOUT);
    private final MemorySegment region = shared.memory();
    private final RingReader submit = new RingReader(region, LAYOUT.submitRing(), LAYOUT.submitCapacity());
    private final RingWriter home = new RingWriter(region, LAYOUT.homeRing(), LAYOUT.homeCapacity());
    private final RingWriter sink = new RingWriter(region, LAYOUT.sinkRing(0), LAYOUT.sinkCapacity());
    private final WaitWord slotWait = new WaitWord(region, RegionLayout.SLOT_WAIT);
    private final WaitWord sinkWait = new WaitWord(region, LAYOUT.sinkWait(0));
    private final WaitWord daemonSleeps = new WaitWord(region, RegionLayout.DAEMON_SLEEPS);
    private final int[] nextToken = new int[StressApplication.WRITERS];
    private final Deque<Integer> freeReceiveSlots = new ArrayDeque<>();
    /** Send slots whose message waits for a receive slot. */
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final BitSet lent = new BitSet();
    private int released;

    @Test
    void movesSlotsBothWays() throws IOException, InterruptedException {
        for (int slot = LAYOUT.sendSlots(); slot < LAYOUT.slots(); slot++) {
            freeReceiveSlots.add(slot);
        }
        Process application = start();
        try (shared) {
            while (released < ALL) {
                long first = submit.poll();
                if (first != 0) {
                    take(first, submit.second());
                } else {
                    sleep(application);
                }
                forward();
            }
            assertThat(application.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
            assertThat(application.exitValue()).as(output(application)).isZero();
        } finally {
            application.destroyForcibly();
        }
        assertThat(nextToken).containsOnly(StressApplication.MESSAGES_EACH);
        assertThat(lent.isEmpty()).isTrue();
    }

    private void take(long first, long second) {
        int slot = Descriptor.slot(first);
        if (Descriptor.operation(first) == Descriptor.RELEASE) {
            assertThat(lent.get(slot)).as("slot %d was lent", slot).isTrue();
            lent.clear(slot);
            freeReceiveSlots.add(slot);
            released++;
            return;
        }
        assertThat(Descriptor.token(second)).isEqualTo(nextToken[Descriptor.source(second)]++);
        assertThat(StressApplication.content(region, slot)).isEqualTo(second);
        assertThat(StressApplication.isFilled(region, slot)).isTrue();
        waiting.add(slot);
    }

    private void forward() {
        // A reader that took an entry and has not cleared it yet keeps its place, though slots are free.
        while (!waiting.isEmpty() && !freeReceiveSlots.isEmpty() && sink.hasRoom()) {
            int from = waiting.remove();
            int to = freeReceiveSlots.remove();
            MemorySegment.copy(region, LAYOUT.slot(from), region, LAYOUT.slot(to), LAYOUT.slotSize());
            region.set(ValueLayout.JAVA_LONG, LAYOUT.slot(from), -1L);
            lent.set(to);
            assertThat(sink.offer(Descriptor.of(Descriptor.EMIT, to, 8))).isTrue();
            assertThat(home.offer(Descriptor.of(Descriptor.RELEASE, from, 0), 0)).isTrue();
            wake(sinkWait);
            wake(slotWait);
        }
    }

    private static void wake(WaitWord word) {
        if (word.isAnnounced()) {
            word.wake();
        }
    }

    private void sleep(Process application) throws IOException {
        daemonSleeps.announce();
        if (submit.isEmpty()) {
            int slept = daemonSleeps.sleep(StressApplication.LOST_WAKEUP_NS);
            if (slept < 0 && submit.isEmpty() && !application.isAlive()) {
                throw new AssertionError("the application ended early: " + output(application));
            }
            assertThat(slept).as("%d of %d released when the daemon was not woken", released, ALL).isNotEqualTo(-110);
        }
        daemonSleeps.withdraw();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                StressApplication.class.getName(), "/proc/" + ProcessHandle.current().pid() + "/fd/" + shared.fd())
                .redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
