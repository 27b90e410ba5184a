package io.nsn.datapath.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nsn.counters.Counter;
import io.nsn.datapath.DatapathException;
import io.nsn.port.memory.MemoryPort;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reliable messages through the whole packet stack: what an idle peer takes, and that nothing is allocated for a message. */
@Timeout(60)
class TcpPacketFootprintTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUND = 100_000;
    private static final int IDLE_OCTETS = 64 << 10;

    private final MemoryPort.Pair cable = MemoryPort.pair(1500, 256);

    @Test
    void nothingIsAllocatedForAMessage() throws DatapathException {
        try (PacketEnd one = new PacketEnd(cable.left(), "10.0.0.1", "10.0.0.2");
                PacketEnd two = new PacketEnd(cable.right(), "10.0.0.2", "10.0.0.1")) {
            connect(one, two);
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 10 && allocated > 0; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                exchange(one, two);
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).as("bytes for the last %d messages both ways", ROUND).isZero();
        }
    }

    /** The connection, the frames that it would carry, and the room to put one together. */
    @Test
    void anIdlePeerTakesLittleMemory() throws DatapathException {
        try (PacketEnd one = new PacketEnd(cable.left(), "10.0.0.1", "10.0.0.2");
                PacketEnd two = new PacketEnd(cable.right(), "10.0.0.2", "10.0.0.1"); Arena arena = Arena.ofShared()) {
            connect(one, two);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int peers = 50;
            for (int i = 0; i < peers; i++) {
                new TcpPacketPeer(arena, one.host.tcp(), one.host.ip().ipAddress(), 0x0a000100 + i, PacketEnd.APP,
                        PacketEnd.MAX_MESSAGE, one::deliver, one.outbound, one.counters, System.nanoTime());
            }
            long each = (THREADS.getCurrentThreadAllocatedBytes() - before) / peers
                    + FrameAssembler.room(PacketEnd.MAX_MESSAGE);
            assertThat(each).isPositive().isLessThan(IDLE_OCTETS);
        }
    }

    private static void connect(PacketEnd one, PacketEnd two) {
        one.start(System.nanoTime());
        two.start(System.nanoTime());
        while (one.count(Counter.CONNECTIONS_MADE) == 0 || two.count(Counter.CONNECTIONS_MADE) == 0) {
            turn(one, two);
        }
    }

    private static void exchange(PacketEnd one, PacketEnd two) {
        int goal = one.received + ROUND;
        int sent = 0;
        while (one.received < goal || two.received < goal) {
            for (int i = 0; i < 32 && sent < ROUND && !one.outbound.isFull() && !two.outbound.isFull(); i++) {
                one.send();
                two.send();
                sent++;
            }
            turn(one, two);
        }
    }

    private static void turn(PacketEnd one, PacketEnd two) {
        long now = System.nanoTime();
        one.turn(now);
        two.turn(now);
    }
}
