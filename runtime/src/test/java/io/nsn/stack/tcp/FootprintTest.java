package io.nsn.stack.tcp;

import static io.nsn.stack.tcp.SimPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a connection costs: memory when it is idle, and none of it anew while it works. */
class FootprintTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CONNECTIONS = 64;
    private static final int IDLE_OCTETS = 64 << 10;

    /** Also with the largest window that is used here, and though nothing is known of what it will carry. */
    @Test
    void anIdleConnectionTakesLittleMemoryAndNoneOfThePool() {
        try (Arena arena = Arena.ofConfined()) {
            BlockPool pool = new BlockPool(arena.allocate(1 << 20, 4096).address(), 1 << 20);
            TcpHost host = new TcpHost(TcpConfig.forMtu(1500), new SimWire(arena, null).output(1), pool, 1, 2, 0);
            SimUser user = new SimUser(1, 2, null);
            host.add(user, 1, 1, 2, 1); // classes are loaded
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int port = 2; port < 2 + CONNECTIONS; port++) {
                host.add(user, 1, port, 2, port).listen();
            }
            long each = (THREADS.getCurrentThreadAllocatedBytes() - before) / CONNECTIONS;
            assertThat(each).isPositive().isLessThan(IDLE_OCTETS);
            assertThat(pool.available()).isEqualTo((1 << 20) / BlockPool.BLOCK_SIZE);
        }
    }

    /** Data both ways over a wire that loses, duplicates and reorders. */
    @Test
    void allocatesNothingWhileItWorks() {
        try (SimPair pair = new SimPair(1).established()) {
            for (int i = 1; i <= 2; i++) {
                pair.wire.faults[i].loss = 0.02;
                pair.wire.faults[i].reorder = 0.02;
                pair.wire.faults[i].duplicate = 0.02;
            }
            long goal = 0;
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 20 && allocated > 0; round++) {
                goal += 4_000_000;
                long before = THREADS.getCurrentThreadAllocatedBytes();
                transfer(pair, goal);
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).as("octets allocated in the last of 20 rounds").isZero();
            assertThat(pair.host(1).counts().of(TcpEvent.RETRANSMISSIONS)).isPositive();
        }
    }

    private static void transfer(SimPair pair, long goal) {
        while (pair.users[1].acknowledged < goal || pair.users[2].acknowledged < goal) {
            for (int i = 1; i <= 2; i++) {
                if (pair.users[i].offered < goal) {
                    pair.offer(i, 1000);
                }
            }
            pair.pass(SECOND / 1000);
        }
    }
}
