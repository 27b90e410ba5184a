package io.nsn.datapath.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.EpollReadiness;
import io.nsn.datapath.Outbound;
import io.nsn.port.memory.MemoryPort;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reliable messages through the whole packet stack: what an idle peer takes, and that nothing is allocated for a message. */
@Timeout(60)
class TcpPacketFootprintTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int APP = 4444;
    private static final int LENGTH = 64;
    private static final int MAX_MESSAGE = 2048;
    private static final int ROUND = 100_000;
    private static final int IDLE_OCTETS = 64 << 10;

    /** A host with one peer, and what a daemon puts around them. */
    private static final class End implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        private final Counters counters = new Counters();
        private final EpollReadiness readiness = new EpollReadiness();
        private final Outbound outbound = new Outbound(1024, (ticket, sent) -> { });
        private final long message = arena.allocate(LENGTH).address();
        private final PacketHost host;
        private final Endpoint endpoint;
        private int received;

        private End(MemoryPort port, String own, String peer) throws DatapathException {
            host = new PacketHost(port, Ipv4Text.parse(own));
            endpoint = new TcpPacketDatapath(host, settings(own, peer), host::close)
                    .open(APP, this::deliver, outbound, counters);
        }

        private boolean deliver(int channelId, long address, int length) {
            received++;
            return true;
        }

        private void turn() {
            long now = System.nanoTime();
            endpoint.poll(now);
            outbound.advance(Outbound.LOCAL, outbound.tail());
            endpoint.transmit(now);
        }

        @Override
        public void close() {
            endpoint.close();
            host.close();
            readiness.close();
            arena.close();
        }
    }

    @Test
    void nothingIsAllocatedForAMessage() throws DatapathException {
        MemoryPort.Pair cable = MemoryPort.pair(1500, 256);
        try (End one = new End(cable.left(), "10.0.0.1", "10.0.0.2"); End two = new End(cable.right(), "10.0.0.2", "10.0.0.1")) {
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
        MemoryPort.Pair cable = MemoryPort.pair(1500, 256);
        try (End one = new End(cable.left(), "10.0.0.1", "10.0.0.2"); End two = new End(cable.right(), "10.0.0.2", "10.0.0.1");
                Arena arena = Arena.ofShared()) {
            connect(one, two);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int peers = 50;
            for (int i = 0; i < peers; i++) {
                new TcpPacketPeer(arena, one.host.tcp(), one.host.ip().ipAddress(), 0x0a000100 + i, APP, MAX_MESSAGE,
                        one::deliver, one.outbound, one.counters, System.nanoTime());
            }
            long each = (THREADS.getCurrentThreadAllocatedBytes() - before) / peers + FrameAssembler.room(MAX_MESSAGE);
            assertThat(each).isPositive().isLessThan(IDLE_OCTETS);
        }
    }

    private static void connect(End one, End two) {
        one.endpoint.start(one.readiness, System.nanoTime());
        two.endpoint.start(two.readiness, System.nanoTime());
        while (one.counters.get(Counter.CONNECTIONS_MADE) == 0 || two.counters.get(Counter.CONNECTIONS_MADE) == 0) {
            one.turn();
            two.turn();
        }
    }

    private static void exchange(End one, End two) {
        int goal = one.received + ROUND;
        int sent = 0;
        while (one.received < goal || two.received < goal) {
            for (int i = 0; i < 32 && sent < ROUND && !one.outbound.isFull() && !two.outbound.isFull(); i++) {
                one.outbound.append(1, one.message, LENGTH, 0);
                two.outbound.append(1, two.message, LENGTH, 0);
                sent++;
            }
            one.turn();
            two.turn();
        }
    }

    private static DatapathSettings settings(String address, String peer) {
        return new DatapathSettings(address, Map.of(), List.of(new DatapathSettings.Peer("peer", peer)), MAX_MESSAGE, 32, 32);
    }
}
