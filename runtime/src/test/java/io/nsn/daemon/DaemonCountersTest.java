package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.nsn.api.NsnException;
import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.config.AppConfig;
import io.nsn.config.LogLevel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a daemon counts of messages, streams and its own loop. Drops of other layers are counted in their own tests. */
@Timeout(60)
class DaemonCountersTest {
    private static final int APP = 4444;
    private static final int SLOTS = 64;
    private static final int LENGTH = 8;
    private static final Qos FAST = Qos.DEFAULT.with(Qos.Datapath.FAST);
    private static final Qos LOW = Qos.DEFAULT.with(Qos.Consumption.LOW);

    private final String network = "127." + ThreadLocalRandom.current().nextInt(1, 255) + "."
            + ThreadLocalRandom.current().nextInt(1, 255) + ".";

    @Test
    void countsWhatItDeliversOnItsOwnHost() {
        try (TestHost host = TestHost.localOnly(SLOTS); ClientSession sender = host.connect(APP);
             ClientSession receiver = host.connect(APP)) {
            int source = sender.createSource(TestHost.stream(sender, Qos.DEFAULT), 7);
            receiver.createSink(TestHost.stream(receiver, Qos.DEFAULT), 7);
            for (int i = 0; i < 10; i++) {
                emit(sender, source);
            }
            TestHost.await("delivered", () -> host.counter("messages_delivered") == 10);
            TestHost.await("counted", () -> host.counter("messages_local") == 10);
            assertThat(host.counter("messages_sent")).isEqualTo(10);
            assertThat(host.counter("bytes_sent")).isEqualTo(10 * LENGTH);
            assertThat(host.counter("copies")).isEqualTo(10);
        }
    }

    @Test
    void countsWhatComesFromThePeerAndWhatNoSinkTakes() {
        try (TestHost here = TestHost.networked(SLOTS, 2048, network + 1, network + 2);
             TestHost there = TestHost.networked(SLOTS, 2048, network + 2, network + 1);
             ClientSession sender = here.connect(APP); ClientSession receiver = there.connect(APP)) {
            int out = TestHost.stream(sender, Qos.DEFAULT);
            int known = sender.createSource(out, 7);
            int unknown = sender.createSource(out, 8);
            receiver.createSink(TestHost.stream(receiver, Qos.DEFAULT), 7);
            emit(sender, known);
            TestHost.await("received", () -> there.counter("messages_received") == 1);
            assertThat(there.counter("bytes_received")).isEqualTo(LENGTH);
            emit(sender, unknown);
            TestHost.await("dropped", () -> there.counter("drop_no_sink") == 1);
        }
    }

    @Test
    void countsStreamsThatGetAnotherDatapath() {
        try (TestHost host = TestHost.networked(SLOTS, 2048, network + 1, network + 2);
             ClientSession session = host.connect(APP)) {
            assertThat(session.datapath(TestHost.stream(session, Qos.DEFAULT))).isEqualTo("udpsock");
            assertThat(host.counter("fallbacks")).isZero();
            assertThat(session.datapath(TestHost.stream(session, FAST))).isEqualTo("udpsock");
            assertThat(host.counter("fallbacks")).isEqualTo(1);
        }
    }

    @Test
    void countsItsCyclesAndSleepsWhereNoStreamIsPolledFor() {
        try (TestHost host = TestHost.localOnly(SLOTS); ClientSession session = host.connect(APP)) {
            TestHost.stream(session, LOW);
            TestHost.await("sleeps", () -> host.counter("loop_sleeps") > 0);
            assertThat(host.counter("loop_cycles")).isPositive();
            assertThat(host.counter("loop_idle")).isPositive().isLessThanOrEqualTo(host.counter("loop_cycles"));
            assertThat(host.counter("loop_max_ns")).isPositive();
        }
    }

    /** Not a matter of patience: nobody listens, so there is nothing to wait for. */
    @Test
    void aSessionWithoutADaemonIsRefusedWithinASecondAndSaysHowToStartOne() {
        assertTimeout(Duration.ofSeconds(1), () ->
                assertThatThrownBy(() -> ClientSession.connect(new AppConfig(APP, LogLevel.WARN), "@nsn-nobody-" + network))
                        .isInstanceOf(NsnException.class).hasMessageContaining("start one with `cd nsnd && sudo ./nsnd`"));
    }

    private static void emit(ClientSession session, int source) {
        int slot = session.tryGetSlot();
        assertThat(session.emit(source, slot, LENGTH)).isNotNegative();
    }
}
