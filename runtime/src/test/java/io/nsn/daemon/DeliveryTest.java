package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nsn.api.NsnException;
import io.nsn.api.Outcome;
import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.ffi.Native;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Applications of one daemon talk to each other, through real control sockets and regions. */
@Timeout(60)
class DeliveryTest {
    private static final Qos RELIABLE = Qos.DEFAULT.with(Qos.Reliability.RELIABLE);
    private static final int APP = 4444;
    private static final int SLOTS = 64;

    private final TestHost host = TestHost.localOnly(SLOTS);
    private final ClientSession sender = host.connect(APP);
    private final ClientSession receiver = host.connect(APP);

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        host.close();
    }

    @Test
    void carriesAMessageAndItsOutcome() {
        int source = sender.createSource(TestHost.stream(sender, RELIABLE), 7);
        int sink = receiver.createSink(TestHost.stream(receiver, RELIABLE), 7);

        int token = emit(sender, source, 42);
        long message = TestHost.consume(receiver, sink);

        assertThat((int) message).isEqualTo(8);
        assertThat(value(receiver, message)).isEqualTo(42);
        TestHost.await("outcome", () -> sender.outcome(source, token) == Outcome.SENT);
        assertThat(sender.outcome(source, token + 1)).isEqualTo(Outcome.UNKNOWN);
        assertThat(receiver.release((int) (message >>> 32))).isEqualTo(1);
        assertThat(receiver.release((int) (message >>> 32))).isZero();
    }

    @Test
    void deliversOnlyToTheSameApplicationIdChannelAndReliability() {
        try (ClientSession stranger = host.connect(APP + 1)) {
            int source = sender.createSource(TestHost.stream(sender, RELIABLE), 7);
            int sink = receiver.createSink(TestHost.stream(receiver, RELIABLE), 7);
            int otherChannel = receiver.createSink(TestHost.stream(receiver, RELIABLE), 8);
            int otherReliability = receiver.createSink(TestHost.stream(receiver, Qos.DEFAULT), 7);
            int otherApplication = stranger.createSink(TestHost.stream(stranger, RELIABLE), 7);

            emit(sender, source, 1);
            TestHost.consume(receiver, sink);

            assertThat(receiver.dataAvailable(otherChannel)).isFalse();
            assertThat(receiver.dataAvailable(otherReliability)).isFalse();
            assertThat(stranger.dataAvailable(otherApplication)).isFalse();
        }
    }

    @Test
    void givesAMessageToEverySinkButNotToItsOwnApplication() {
        try (ClientSession third = host.connect(APP)) {
            int stream = TestHost.stream(sender, RELIABLE);
            int source = sender.createSource(stream, 7);
            int own = sender.createSink(stream, 7);
            int one = receiver.createSink(TestHost.stream(receiver, RELIABLE), 7);
            int two = receiver.createSink(TestHost.stream(receiver, RELIABLE), 7);
            int three = third.createSink(TestHost.stream(third, RELIABLE), 7);

            emit(sender, source, 5);

            assertThat(value(receiver, TestHost.consume(receiver, one))).isEqualTo(5);
            assertThat(value(receiver, TestHost.consume(receiver, two))).isEqualTo(5);
            assertThat(value(third, TestHost.consume(third, three))).isEqualTo(5);
            assertThat(sender.dataAvailable(own)).isFalse();
        }
    }

    @Test
    void echoesAConsumedBufferWithoutACopyByTheApplication() {
        int there = sender.createSource(TestHost.stream(sender, RELIABLE), 1);
        int back = sender.createSink(TestHost.stream(sender, RELIABLE), 2);
        int stream = TestHost.stream(receiver, RELIABLE);
        int sink = receiver.createSink(stream, 1);
        int echo = receiver.createSource(stream, 2);

        for (int i = 0; i < 10 * SLOTS; i++) {
            emit(sender, there, i);
            long message = TestHost.consume(receiver, sink);
            int slot = (int) (message >>> 32);
            assertThat(receiver.emit(echo, slot, (int) message)).isNotNegative();
            assertThat(receiver.release(slot)).isZero();
            assertThat(receiver.emit(echo, slot, 8)).isEqualTo(-2);
            long returned = TestHost.consume(sender, back);
            assertThat(value(sender, returned)).isEqualTo(i);
            sender.release((int) (returned >>> 32));
        }
    }

    @Test
    void makesAReliableSenderWaitForAFullReceiverAndLosesNothing() throws InterruptedException {
        int source = sender.createSource(TestHost.stream(sender, RELIABLE), 7);
        int sink = receiver.createSink(TestHost.stream(receiver, RELIABLE), 7);
        int messages = 20 * SLOTS;
        Thread producer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < messages; i++) {
                emit(sender, source, i);
            }
        });
        TestHost.await("the receiver is full", () -> host.counter("stall_receiver") > 0);

        for (int i = 0; i < messages; i++) {
            long message = TestHost.consume(receiver, sink);
            assertThat(value(receiver, message)).isEqualTo(i);
            receiver.release((int) (message >>> 32));
        }
        producer.join();
    }

    /** What the echo sends back are its receive slots: they must get past the messages that wait for receive slots. */
    @Test
    void echoesAStreamThatRanAhead() {
        int there = sender.createSource(TestHost.stream(sender, RELIABLE), 1);
        int back = sender.createSink(TestHost.stream(sender, RELIABLE), 2);
        int stream = TestHost.stream(receiver, RELIABLE);
        int sink = receiver.createSink(stream, 1);
        int echo = receiver.createSource(stream, 2);
        for (int i = 0; i < 2 * SLOTS; i++) {
            emit(sender, there, i);
        }
        TestHost.await("the echo is full", () -> host.counter("stall_receiver") > 0);
        for (int i = 0; i < SLOTS; i++) {
            long message = TestHost.consume(receiver, sink);
            assertThat(receiver.emit(echo, (int) (message >>> 32), (int) message)).isNotNegative();
        }
        for (int i = 0; i < SLOTS; i++) {
            long returned = TestHost.consume(sender, back);
            assertThat(value(sender, returned)).isEqualTo(i);
            sender.release((int) (returned >>> 32));
        }
        assertThat(value(receiver, TestHost.consume(receiver, sink))).isEqualTo(SLOTS);
    }

    @Test
    void dropsAndCountsWhatAnUnreliableReceiverHasNoRoomFor() {
        int source = sender.createSource(TestHost.stream(sender, Qos.DEFAULT), 7);
        receiver.createSink(TestHost.stream(receiver, Qos.DEFAULT), 7);

        for (int i = 0; i < 3 * SLOTS; i++) {
            emit(sender, source, i);
        }

        TestHost.await("all but a pool full are dropped", () -> host.counter("drop_no_slot") == 2 * SLOTS);
    }

    @Test
    void countsAMessageThatNobodyReceives() {
        int source = sender.createSource(TestHost.stream(sender, RELIABLE), 7);

        int token = emit(sender, source, 1);

        TestHost.await("dropped", () -> sender.outcome(source, token) == Outcome.DROPPED);
        assertThat(host.counter("drop_no_receiver")).isEqualTo(1);
    }

    @Test
    void takesTheSlotsOfAClosedSinkHome() {
        int source = sender.createSource(TestHost.stream(sender, RELIABLE), 7);
        int stream = TestHost.stream(receiver, RELIABLE);
        for (int round = 0; round < 5; round++) {
            int sink = receiver.createSink(stream, 7);
            for (int i = 0; i < SLOTS; i++) {
                emit(sender, source, i);
            }
            long all = (round + 1L) * SLOTS;
            TestHost.await("all arrived", () -> host.counter("messages_delivered") == all);
            assertThat(receiver.dataAvailable(sink)).isTrue();
            assertThat(receiver.destroySink(sink)).isTrue();
            assertThat(receiver.destroySink(sink)).isFalse();
        }
    }

    @Test
    void serves4000SourcesAndSinks() {
        int out = TestHost.stream(sender, RELIABLE);
        int in = TestHost.stream(receiver, RELIABLE);
        List<Integer> sources = new ArrayList<>();
        List<Integer> sinks = new ArrayList<>();
        for (int channel = 0; channel < 4000; channel++) {
            sources.add(sender.createSource(out, channel));
            sinks.add(receiver.createSink(in, channel));
        }
        for (int channel = 0; channel < 4000; channel += 97) {
            emit(sender, sources.get(channel), channel);
            long message = TestHost.consume(receiver, sinks.get(channel));
            assertThat(value(receiver, message)).isEqualTo(channel);
            receiver.release((int) (message >>> 32));
        }
    }

    @Test
    void refusesMistakesWithoutHarm() {
        int stream = TestHost.stream(sender, RELIABLE);
        int source = sender.createSource(stream, 7);
        int slot = sender.tryGetSlot();

        assertThat(sender.emit(source + 1, slot, 8)).isEqualTo(-1);
        assertThat(sender.emit(source, slot, 0)).isEqualTo(-2);
        assertThat(sender.emit(source, slot, -1)).isEqualTo(-2);
        assertThat(sender.emit(source, slot, sender.slotCapacity() + 1)).isEqualTo(-2);
        assertThat(sender.emit(source, -1, 8)).isEqualTo(-2);
        assertThat(sender.emit(source, 1 << 27, 8)).isEqualTo(-2);
        assertThat(sender.release(1 << 27)).isZero();
        assertThat(sender.tryConsume(99)).isEqualTo(ClientSession.CLOSED);
        assertThatThrownBy(() -> sender.createSource(99, 1)).isInstanceOf(NsnException.class).hasMessageContaining("99");
        assertThatThrownBy(() -> sender.createSink(stream, -1)).hasMessageContaining("0xFFFFFFFF");
        assertThatThrownBy(() -> sender.createStream(2, 0, 0, 0)).hasMessageContaining("0 or 1");
        assertThat(sender.destroyStream(99)).isFalse();
        assertThat(sender.emit(source, slot, 8)).isNotNegative();
    }

    @Test
    void refusesWhatBelongedToAClosedStream() {
        int stream = TestHost.stream(sender, RELIABLE);
        int source = sender.createSource(stream, 7);
        int sink = sender.createSink(stream, 8);
        int slot = sender.tryGetSlot();

        assertThat(sender.destroyStream(stream)).isTrue();

        assertThat(sender.emit(source, slot, 8)).isEqualTo(-1);
        assertThat(sender.tryConsume(sink)).isEqualTo(ClientSession.CLOSED);
        assertThat(sender.destroySource(source)).isFalse();
        assertThat(sender.destroySink(sink)).isFalse();
        assertThat(sender.destroyStream(stream)).isFalse();
        assertThatThrownBy(() -> sender.createSource(stream, 7)).isInstanceOf(NsnException.class);
        assertThat(sender.release(slot)).isEqualTo(1);
        assertThat(sender.emit(sender.createSource(TestHost.stream(sender, RELIABLE), 7), slot, 8)).isEqualTo(-2);
    }

    @Test
    void endsEveryCallWhenTheDaemonGoes() {
        int sink = receiver.createSink(TestHost.stream(receiver, RELIABLE), 7);
        int source = sender.createSource(TestHost.stream(sender, RELIABLE), 7);
        Thread waiting = Thread.ofPlatform().start(() -> {
            while (receiver.awaitData(sink, 10_000_000_000L) != ClientSession.CLOSED) {
                Thread.onSpinWait();
            }
        });

        host.close();

        TestHost.await("the waiting call ends", () -> !waiting.isAlive());
        TestHost.await("noticed", () -> !sender.isOpen() && !receiver.isOpen());
        assertThat(sender.emit(source, 0, 8)).isEqualTo(ClientSession.CLOSED);
        assertThat(sender.tryGetSlot()).isEqualTo(ClientSession.CLOSED);
        assertThatThrownBy(() -> TestHost.stream(sender, RELIABLE)).hasMessageContaining("daemon is gone");
    }

    @Test
    void deliversWhatWasEmittedBeforeAClose() {
        int source = sender.createSource(TestHost.stream(sender, RELIABLE), 7);
        int sink = receiver.createSink(TestHost.stream(receiver, RELIABLE), 7);
        for (int i = 0; i < SLOTS; i++) {
            emit(sender, source, i);
        }

        sender.close();

        for (int i = 0; i < SLOTS; i++) {
            assertThat(value(receiver, TestHost.consume(receiver, sink))).isEqualTo(i);
        }
    }

    @Test
    void refusesMoreApplicationsThanConfigured() {
        List<ClientSession> sessions = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                for (int i = 0; i < 100; i++) {
                    sessions.add(host.connect(APP));
                }
            }).isInstanceOf(NsnException.class).hasMessageContaining("app_num");
        } finally {
            sessions.forEach(ClientSession::close);
        }
        TestHost.await("room again", () -> {
            try (ClientSession again = host.connect(APP)) {
                return again.isOpen();
            } catch (NsnException e) {
                return false;
            }
        });
    }

    private static int emit(ClientSession session, int source, long value) {
        int slot;
        while ((slot = session.tryGetSlot()) < 0) {
            if (session.awaitSlot(1_000_000_000) == ClientSession.CLOSED) {
                throw new AssertionError("closed");
            }
        }
        Native.MEMORY.set(ValueLayout.JAVA_LONG, session.slotAddress(slot), value);
        int token = session.emit(source, slot, 8);
        assertThat(token).isNotNegative();
        return token;
    }

    private static long value(ClientSession session, long message) {
        return Native.MEMORY.get(ValueLayout.JAVA_LONG, session.slotAddress((int) (message >>> 32)));
    }
}
