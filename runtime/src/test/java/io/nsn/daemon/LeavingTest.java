package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.client.ClientSession;
import io.nsn.config.DaemonConfig;
import io.nsn.control.Request;
import io.nsn.counters.Counter;
import io.nsn.shm.Descriptor;
import io.nsn.shm.RegionLayout;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application goes on submitting while it is shown the door is heard by nobody. One thread plays all parts. */
class LeavingTest {
    private static final int APP = 4444;
    private static final int PAST_HOUSEKEEPING = 600;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNotHeardAnyMore(boolean brokeTheRules) {
        try (Host host = new Host(DaemonConfig.embedded(), Datapaths.localOnly(), Runnable::run);
                ClientSession receiver = PracticePair.open(host, APP);
                ClientSession sender = PracticePair.open(host, APP)) {
            int sink = receiver.createSink(receiver.createStream(0, 0, 0, 1), 7);
            int source = sender.createSource(sender.createStream(0, 0, 0, 1), 7);
            ApplicationSession leaving = host.applications().open(APP, 0);
            host.applications().handle(leaving, new Request.CreateStream(0, 0, 0, 1));
            host.applications().handle(leaving, new Request.CreateSource(0, 7));
            int entry = 0;
            if (brokeTheRules) {
                submit(leaving, entry++, 3);
                submit(leaving, entry++, 3);
                work(host, 1);
                assertThat(leaving.port().violation()).isNotNull();
            }

            host.agentProxy().run(agent -> agent.removeApplication(leaving.port(), () -> { }));
            work(host, PAST_HOUSEKEEPING);
            submit(leaving, entry, brokeTheRules ? 3 : 5);
            leaving.close();
            work(host, PAST_HOUSEKEEPING);

            assertThat(host.counters().get(Counter.ENDPOINT_FAULTS)).isZero();
            long before = host.counters().get(Counter.MESSAGES_DELIVERED);
            assertThat(sender.emit(source, sender.tryGetSlot(), 8)).isNotNegative();
            work(host, 2);
            assertThat(host.counters().get(Counter.MESSAGES_DELIVERED)).isEqualTo(before + 1);
            assertThat(receiver.tryConsume(sink)).isNotNegative();
        }
    }

    private static void submit(ApplicationSession application, int entry, int slot) {
        RegionLayout layout = application.port().region.layout();
        long at = layout.submitRing() + 16L * entry;
        application.port().region.memory().set(ValueLayout.JAVA_LONG, at + 8, Descriptor.origin(0, entry));
        application.port().region.memory().set(ValueLayout.JAVA_LONG, at, Descriptor.of(Descriptor.EMIT, slot, 8));
    }

    private static void work(Host host, int rounds) {
        for (int i = 0; i < rounds; i++) {
            host.agent().doWork();
        }
    }
}
