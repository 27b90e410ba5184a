package io.nsn.datapath.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counters;
import io.nsn.datapath.EpollReadiness;
import io.nsn.ffi.Memory;
import io.nsn.port.PacketPort;
import io.nsn.port.memory.MemoryPort;
import java.lang.foreign.Arena;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host on a port that interrupts when it is asked to, between the agent's cycles. */
class PortInterruptTest {
    private static final long MS = 1_000_000;
    private static final int FRAME = 60;

    private final int interrupt = Memory.eventfd();
    private final MemoryPort.Pair cable = MemoryPort.pair(1500, 64);
    private final List<String> asked = new ArrayList<>();
    private final EpollReadiness readiness = new EpollReadiness();
    private final PacketHost host = new PacketHost(interrupting(cable.left()), 0x0a_09_00_01);
    private boolean able = true;

    PortInterruptTest() {
        host.attach(readiness, new Counters(), 32, 0);
        host.poll(0);
    }

    @AfterEach
    void close() {
        host.detach();
        readiness.close();
        Memory.close(interrupt);
    }

    @Test
    void isAskedForOnceBeforeASleepAndNotWantedByWhoPolls() {
        assertThat(asked).isEmpty();
        assertThat(host.prepareToSleep()).isTrue();
        assertThat(host.prepareToSleep()).as("by another endpoint").isTrue();
        assertThat(host.untilNextDeadline(10 * MS)).as("only the link is to be looked at").isGreaterThan(900 * MS);
        host.poll(20 * MS);
        host.poll(30 * MS);
        assertThat(asked).containsExactly("arm", "disarm");
        assertThat(readiness.watched()).isZero();
    }

    @Test
    void nobodySleepsOverWhatCameBeforeThePortKnew() {
        try (Arena arena = Arena.ofConfined()) {
            cable.right().send(arena.allocate(FRAME).address(), FRAME, 0, 0);
        }
        assertThat(host.prepareToSleep()).isFalse();
        assertThat(host.prepareToSleep()).isTrue();
    }

    @Test
    void aPortThatCannotNowIsLookedAtByTheClock() {
        able = false;
        assertThat(host.prepareToSleep()).isTrue();
        assertThat(host.untilNextDeadline(10 * MS)).isLessThanOrEqualTo(16 * MS);
        assertThat(readiness.watched()).isZero();
    }

    @Test
    void whoLeavesWantsNone() {
        host.prepareToSleep();
        host.detach();
        assertThat(asked).containsExactly("arm", "disarm");
        assertThat(readiness.watched()).isZero();
        assertThat(host.prepareToSleep()).isTrue();
        assertThat(asked).hasSize(2);
        host.attach(readiness, new Counters(), 32, 0);
    }

    private PacketPort interrupting(PacketPort port) {
        return (PacketPort) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {PacketPort.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().endsWith("arm")) {
                        return method.invoke(port, arguments);
                    }
                    asked.add(method.getName());
                    return method.getName().equals("arm") ? able ? interrupt : -1 : null;
                });
    }
}
