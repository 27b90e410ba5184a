package io.nsn.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** The application's half of {@link RingsAcrossProcessesTest}, in a process of its own: threads that send and receive. */
final class StressApplication {
    static final RegionLayout LAYOUT = new RegionLayout(16, 16, 64, 1);
    static final int WRITERS = 2;
    static final int MESSAGES_EACH = 60_000;
    static final long LOST_WAKEUP_NS = 15_000_000_000L;

    private static final int READERS = 2;
    private static final int ETIMEDOUT = 110;

    private final MemorySegment region;
    private final RingWriter submit;
    private final RingReader home;
    private final SharedRingReader sink;
    private final WaitWord slotWait;
    private final WaitWord sinkWait;
    private final WaitWord daemonSleeps;
    private final List<Integer> free = new ArrayList<>();
    private final AtomicIntegerArray seen = new AtomicIntegerArray(WRITERS * MESSAGES_EACH);
    private final AtomicInteger received = new AtomicInteger();

    private StressApplication(MemorySegment region) {
        this.region = region;
        submit = new RingWriter(region, LAYOUT.submitRing(), LAYOUT.submitCapacity());
        home = new RingReader(region, LAYOUT.homeRing(), LAYOUT.homeCapacity());
        sink = new SharedRingReader(region, LAYOUT.sinkRing(0), LAYOUT.sinkCapacity());
        slotWait = new WaitWord(region, RegionLayout.SLOT_WAIT);
        sinkWait = new WaitWord(region, LAYOUT.sinkWait(0));
        daemonSleeps = new WaitWord(region, RegionLayout.DAEMON_SLEEPS);
        for (int slot = 0; slot < LAYOUT.sendSlots(); slot++) {
            free.add(slot);
        }
    }

    /** @param arguments the file that is the region */
    public static void main(String[] arguments) throws Exception {
        try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            new StressApplication(file.map(MapMode.READ_WRITE, 0, LAYOUT.size(), Arena.global())).run();
        }
    }

    private void run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            threads.add(Thread.ofPlatform().start(() -> guarded(() -> write(number))));
        }
        for (int reader = 0; reader < READERS; reader++) {
            threads.add(Thread.ofPlatform().start(() -> guarded(this::read)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void write(int writer) {
        for (int token = 0; token < MESSAGES_EACH; token++) {
            int slot = takeSlot();
            fill(region, slot, writer, token);
            submit(Descriptor.of(Descriptor.EMIT, slot, 8), Descriptor.origin(writer, token));
        }
    }

    private void read() {
        while (received.get() < WRITERS * MESSAGES_EACH) {
            long first = sink.poll();
            if (first == 0) {
                sinkWait.announce();
                if (sink.isEmpty() && received.get() < WRITERS * MESSAGES_EACH) {
                    check(sinkWait.sleep(LOST_WAKEUP_NS) != -ETIMEDOUT, "a reader was not woken");
                }
                continue;
            }
            int slot = Descriptor.slot(first);
            long content = content(region, slot);
            int writer = Descriptor.source(content);
            check(writer >= 0 && writer < WRITERS && isFilled(region, slot), "a slot is not what was put into it");
            check(seen.incrementAndGet(writer * MESSAGES_EACH + Descriptor.token(content)) == 1, "a message came twice");
            submit(Descriptor.of(Descriptor.RELEASE, slot, 0), 0);
            if (received.incrementAndGet() == WRITERS * MESSAGES_EACH) {
                sinkWait.wake();
            }
        }
    }

    private int takeSlot() {
        while (true) {
            synchronized (free) {
                long first;
                while ((first = home.poll()) != 0) {
                    free.add(Descriptor.slot(first));
                }
                if (!free.isEmpty()) {
                    return free.removeLast();
                }
            }
            slotWait.announce();
            if (homeIsEmpty()) {
                check(slotWait.sleep(LOST_WAKEUP_NS) != -ETIMEDOUT, "a writer was not woken");
            }
        }
    }

    private boolean homeIsEmpty() {
        synchronized (free) {
            return home.isEmpty() && free.isEmpty();
        }
    }

    private void submit(long first, long second) {
        synchronized (submit) {
            check(submit.offer(first, second), "the submit ring is full");
        }
        if (daemonSleeps.isAnnounced()) {
            daemonSleeps.wake();
        }
    }

    /** Fills a slot with what says whose it is, so that a torn or stale one shows. */
    static void fill(MemorySegment region, int slot, int writer, int token) {
        for (int word = 0; word < 8; word++) {
            region.set(ValueLayout.JAVA_LONG, LAYOUT.slot(slot) + 8L * word, Descriptor.origin(writer, token));
        }
    }

    static long content(MemorySegment region, int slot) {
        return region.get(ValueLayout.JAVA_LONG, LAYOUT.slot(slot));
    }

    static boolean isFilled(MemorySegment region, int slot) {
        for (int word = 1; word < 8; word++) {
            if (region.get(ValueLayout.JAVA_LONG, LAYOUT.slot(slot) + 8L * word) != content(region, slot)) {
                return false;
            }
        }
        return true;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }
}
