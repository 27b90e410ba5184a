package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.api.Outcome;
import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.config.DaemonConfig;
import io.nsn.config.LogLevel;
import io.nsn.counters.Counter;
import io.nsn.ffi.Native;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of applications that get, emit, consume and release, rightly and wrongly, against a model: no slot is
 * lost or has two owners, no message comes twice, and in the end every slot is home. One thread: a seed is a history.
 * A failure prints its seed; {@code -Dnsn.seed=N} runs that one alone.
 */
@Timeout(120)
class SlotHistoryTest {
    private static final int SLOTS = 8;
    private static final int CHANNELS = 2;
    private static final int STEPS = 30_000;
    private static final int APP = 4444;

    private final Host host = new Host(config(), Datapaths.localOnly(), Runnable::run);
    private final List<Model> applications = new ArrayList<>();
    private Random random;
    private long sessions;

    static LongStream seeds() {
        Long one = Long.getLong("nsn.seed");
        return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, 16);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySlotHasOneOwner(long seed) {
        random = new Random(seed);
        Qos qos = seed % 2 == 0 ? Qos.DEFAULT : Qos.DEFAULT.with(Qos.Reliability.RELIABLE);
        int step = 0;
        try (host) {
            for (int i = 0; i < 3; i++) {
                applications.add(new Model(qos, i == 0));
            }
            for (; step < STEPS; step++) {
                step(qos);
            }
            assertThat(host.counters().get(Counter.SESSION_VIOLATIONS)).isZero();
            settle();
            applications.forEach(Model::assertAllHome);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", step " + step, e);
        }
    }

    private void step(Qos qos) {
        Model application = applications.get(random.nextInt(applications.size()));
        switch (random.nextInt(200)) {
            case 0 -> application.replaceSink(random.nextInt(CHANNELS));
            case 1 -> application.replaceSource(random.nextInt(CHANNELS));
            case 2 -> {
                if (random.nextInt(10) == 0) {
                    application.session.close();
                    applications.set(applications.indexOf(application), new Model(qos, application.echoes));
                }
            }
            case 3, 4, 5, 6 -> application.makeAMistake();
            default -> {
                switch (random.nextInt(6)) {
                    case 0 -> application.get();
                    case 1 -> application.emit();
                    case 2, 3 -> application.consume();
                    case 4 -> application.release();
                    default -> host.agent().doWork();
                }
            }
        }
    }

    /** Everybody takes what waits and gives back what is held, until nothing moves. */
    private void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Model application : applications) {
                while (!application.held.isEmpty()) {
                    application.release();
                }
                for (int channel = 0; channel < CHANNELS; channel++) {
                    moved |= application.consume(channel);
                }
            }
            moved |= host.agent().doWork() > 0;
        }
    }

    private static DaemonConfig config() {
        DaemonConfig base = DaemonConfig.embedded();
        return new DaemonConfig(64, SLOTS, 64, base.shmSizeMb(), 4, 4, LogLevel.WARN, null, base.restHost(), 0,
                List.of(), Map.of());
    }

    /** An application and what is true of its slots. */
    private final class Model {
        private final ClientSession session = PracticePair.open(host, APP);
        private final long number = ++sessions;
        private final boolean reliable;
        private final boolean echoes;
        private final int stream;
        private final int[] sources = new int[CHANNELS];
        private final int[] sinks = new int[CHANNELS];
        private final long[] emitted = new long[CHANNELS];
        /** Slots this application holds, and what must be in them. */
        private final Map<Integer, Long> held = new HashMap<>();
        /** Slots emitted, by the emit's token. */
        private final Map<Integer, Integer> tokens = new HashMap<>();
        /** For each sink, the last message of each sender. */
        private final List<Map<Long, Long>> last = new ArrayList<>();

        /**
         * @param echoes whether it emits slots that it has received; where all of a ring of reliable applications do, each
         *               may wait for the next one for ever
         */
        Model(Qos qos, boolean echoes) {
            reliable = qos.reliable();
            this.echoes = echoes || !reliable;
            stream = TestHost.stream(session, qos);
            for (int channel = 0; channel < CHANNELS; channel++) {
                sources[channel] = session.createSource(stream, channel);
                sinks[channel] = session.createSink(stream, channel);
                last.add(new HashMap<>());
            }
        }

        void get() {
            int slot = session.tryGetSlot();
            if (slot >= 0) {
                assertThat(slot).isLessThan(SLOTS);
                own(slot, -random.nextLong(1L << 40) - 1);
                write(slot, held.get(slot));
            }
        }

        void emit() {
            Integer slot = anyHeld();
            if (slot != null && (slot < SLOTS || echoes)) {
                int channel = random.nextInt(CHANNELS);
                write(slot, number << 32 | ++emitted[channel]);
                int token = session.emit(sources[channel], slot, 8 + random.nextInt(53));
                assertThat(token).isNotNegative();
                held.remove(slot);
                tokens.put(slot, token);
            }
        }

        boolean consume() {
            return consume(random.nextInt(CHANNELS));
        }

        boolean consume(int channel) {
            long message = session.tryConsume(sinks[channel]);
            if (message < 0) {
                return false;
            }
            int slot = (int) (message >>> 32);
            assertThat(slot).isBetween(SLOTS, 2 * SLOTS - 1);
            long content = read(slot);
            own(slot, content);
            Long before = last.get(channel).put(content >>> 32, content);
            assertThat(content >>> 32).as("never its own").isNotEqualTo(number);
            if (before != null && reliable) {
                assertThat(content).as("the next message on channel %d", channel).isEqualTo(before + 1);
            } else if (before != null) {
                assertThat(content).as("a later message on channel %d", channel).isGreaterThan(before);
            }
            return true;
        }

        void release() {
            Integer slot = anyHeld();
            if (slot != null) {
                assertThat(session.release(slot)).isEqualTo(1);
                held.remove(slot);
            }
        }

        /** What programs do wrong is refused and changes nothing. */
        void makeAMistake() {
            int slot = random.nextInt(2 * SLOTS + 2) - 1;
            int source = sources[random.nextInt(CHANNELS)];
            if (held.containsKey(slot)) {
                assertThat(session.emit(source, slot, random.nextBoolean() ? 0 : 61)).isEqualTo(-2);
                assertThat(session.emit(1000, slot, 8)).isEqualTo(-1);
            } else {
                assertThat(session.emit(source, slot, 8)).isEqualTo(-2);
                assertThat(session.release(slot)).isZero();
            }
        }

        /** What waits in the old sink goes back; the new one starts with later messages. */
        void replaceSink(int channel) {
            assertThat(session.destroySink(sinks[channel])).isTrue();
            sinks[channel] = session.createSink(stream, channel);
            last.get(channel).clear();
        }

        void replaceSource(int channel) {
            assertThat(session.destroySource(sources[channel])).isTrue();
            sources[channel] = session.createSource(stream, channel);
        }

        /** All send slots can be had; all receive slots can be filled. */
        void assertAllHome() {
            Set<Integer> all = new HashSet<>();
            int slot;
            while ((slot = session.tryGetSlot()) >= 0) {
                assertThat(all.add(slot)).isTrue();
            }
            assertThat(all).as("send slots of application %d", number).hasSize(SLOTS);
            all.forEach(each -> assertThat(session.release(each)).isEqualTo(1));
            Model other = applications.stream().filter(each -> each != this).findAny().orElseThrow();
            for (int i = 0; i < SLOTS; i++) {
                other.get();
                other.emit();
                host.agent().doWork();
            }
            int taken = 0;
            for (int channel = 0; channel < CHANNELS; channel++) {
                while (consume(channel)) {
                    taken++;
                }
            }
            assertThat(taken).as("receive slots of application %d", number).isEqualTo(SLOTS);
            settle();
        }

        private void own(int slot, long content) {
            assertThat(held.put(slot, content)).as("slot %d has no owner", slot).isNull();
            Integer token = tokens.remove(slot);
            if (token != null) {
                assertThat(session.outcome(sources[0], token)).as("slot %d is sent", slot)
                        .isNotEqualTo(Outcome.PENDING);
            }
        }

        /** A slot held, whose content nobody has touched. */
        private Integer anyHeld() {
            if (held.isEmpty()) {
                return null;
            }
            List<Integer> slots = new ArrayList<>(held.keySet());
            Integer slot = slots.get(random.nextInt(slots.size()));
            assertThat(read(slot)).as("content of slot %d", slot).isEqualTo(held.get(slot));
            return slot;
        }

        private long read(int slot) {
            return Native.MEMORY.get(ValueLayout.JAVA_LONG, session.slotAddress(slot));
        }

        private void write(int slot, long content) {
            Native.MEMORY.set(ValueLayout.JAVA_LONG, session.slotAddress(slot), content);
        }
    }
}
