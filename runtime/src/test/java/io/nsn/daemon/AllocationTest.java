package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nsn.api.Qos;
import io.nsn.config.DaemonConfig;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathProvider;
import io.nsn.datapath.DatapathSettings;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steady state allocates nothing, neither in the agent's loop nor in emit, consume and release, on any datapath. */
@Timeout(120)
class AllocationTest {
    private static final int ROUNDS = 20_000;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int CHANNEL_ID = 4;

    @Test
    void movesMessagesOnOneHostWithoutAllocating() {
        try (PracticePair pair = PracticePair.onOneHost()) {
            assertAllocatesNothing(pair);
        }
    }

    /** Those in user space over a cable in memory. */
    @ParameterizedTest
    @ValueSource(strings = {"udpsock", "tcpsock", "udpdpdk", "tcpdpdk"})
    void movesMessagesBetweenHostsWithoutAllocating(String datapath) throws DatapathException {
        DatapathProvider provider = Datapaths.provider(datapath);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String network = "127." + random.nextInt(1, 255) + "." + random.nextInt(1, 255) + ".";
        Datapath[] joined = provider.practice(settings(network + 1, network + 2), settings(network + 2, network + 1));
        Qos qos = Qos.DEFAULT.with(provider.accelerated() ? Qos.Datapath.FAST : Qos.Datapath.DEFAULT)
                .with(provider.reliable() ? Qos.Reliability.RELIABLE : Qos.Reliability.UNRELIABLE);
        Host[] hosts = new Host[joined.length];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = new Host(DaemonConfig.embedded(), Datapaths.of(datapath, joined[i]), Runnable::run);
        }
        try (PracticePair pair = new PracticePair(hosts[0], hosts[1], random.nextInt(20_000, 60_000), qos)) {
            assertAllocatesNothing(pair);
        }
    }

    /** Until the JIT is done, code that it moves about allocates now and then: steady is a pass without any. */
    private static void assertAllocatesNothing(PracticePair pair) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        long start = System.nanoTime();
        while (allocated > 0 && System.nanoTime() - start < PATIENCE_NS) {
            long before = threads.getCurrentThreadAllocatedBytes();
            play(pair);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes allocated in %d rounds", ROUNDS).isZero();
    }

    private static void play(PracticePair pair) {
        for (int round = 1; round <= ROUNDS; round++) {
            if (!pair.round(64)) {
                throw new AssertionError("round " + round + " did not come back");
            }
        }
    }

    private static DatapathSettings settings(String own, String peer) {
        DaemonConfig config = DaemonConfig.embedded();
        return new DatapathSettings(own, Map.of("ip", own), List.of(new DatapathSettings.Peer("peer", peer)),
                config.ioBufsSize() - CHANNEL_ID, config.maxTxBurst(), config.maxRxBurst());
    }
}
