package io.nsn.datapath.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.datapath.DatapathException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A peer whose power goes: it sends no FIN and no reset, it is just silent. In virtual time. */
class TcpPowerOffTest {
    private static final long STEP = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    /** TcpConfig's user timeout of 10 s, and a second. */
    private static final long UNTIL_GIVEN_UP = 11 * SECOND;

    private final TestSwitch cables = new TestSwitch(1500, false);
    private long now = System.nanoTime();

    @Test
    void messagesToItFailWithinTheUserTimeoutAndFlowAgainWhenItReturns() throws DatapathException {
        try (PacketEnd one = end("10.0.0.1", "10.0.0.2")) {
            try (PacketEnd two = end("10.0.0.2", "10.0.0.1")) {
                exchange(one, two, 100);
                cut(one);
            }
            try (PacketEnd two = end("10.0.0.2", "10.0.0.1")) {
                exchange(one, two, 100);
            }
        }
    }

    /** Also of an idle connection: keep-alive notices. */
    @Test
    void anIdleConnectionNoticesIt() throws DatapathException {
        try (PacketEnd one = end("10.0.0.1", "10.0.0.2"); PacketEnd two = end("10.0.0.2", "10.0.0.1")) {
            exchange(one, two, 1);
            run(UNTIL_GIVEN_UP, () -> one.count(Counter.CONNECTIONS_LOST) == 1, one);
        }
    }

    /** From now on nobody turns the peer. */
    private void cut(PacketEnd one) {
        int before = one.dropped;
        long lost = one.count(Counter.CONNECTIONS_LOST);
        for (int i = 0; i < 50; i++) {
            one.send();
        }
        run(UNTIL_GIVEN_UP, () -> one.dropped == before + 50, one);
        assertThat(one.count(Counter.CONNECTIONS_LOST)).isEqualTo(lost + 1);
        one.send();
        run(4 * SECOND, () -> one.dropped == before + 51, one); // it waited for the peer's return, and no longer
        one.send();
        run(SECOND / 100, () -> one.dropped == before + 52, one); // absent: nothing waits
    }

    private void exchange(PacketEnd one, PacketEnd two, int count) {
        long made = two.count(Counter.CONNECTIONS_MADE);
        run(60 * SECOND, () -> two.count(Counter.CONNECTIONS_MADE) > made && one.count(Counter.CONNECTIONS_MADE)
                > one.count(Counter.CONNECTIONS_LOST), one, two);
        int goal = two.received + count;
        for (int i = 0; i < count; i++) {
            one.send();
        }
        run(SECOND, () -> two.received == goal && one.outbound.head() == one.outbound.tail(), one, two);
    }

    private static String describe(PacketEnd end) {
        return "arrived " + end.arrived + ", dropped " + end.dropped + ", queued " + (end.outbound.tail() - end.outbound.head())
                + ", connections made " + end.count(Counter.CONNECTIONS_MADE) + ", lost " + end.count(Counter.CONNECTIONS_LOST);
    }

    private PacketEnd end(String own, String peer) throws DatapathException {
        PacketEnd end = new PacketEnd(cables.plugIn(), own, peer);
        end.start(now);
        return end;
    }

    private void run(long ns, BooleanSupplier condition, PacketEnd... ends) {
        long until = now + ns;
        while (!condition.getAsBoolean()) {
            now += STEP;
            for (PacketEnd end : ends) {
                end.turn(now);
            }
            assertThat(now).as(() -> "the time when it should have come about; " + describe(ends[0])).isLessThan(until);
        }
    }
}
