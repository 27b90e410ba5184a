package io.nsn.datapath;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.ffi.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An endpoint with what a daemon puts around it, all on the test's thread: nothing moves but by {@link #turn}. */
public final class TestEndpoint implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CAPACITY = 1024;

    /** Opens an endpoint of the test's making. */
    @FunctionalInterface
    public interface Opening {
        Endpoint open(Inbound inbound, Outbound outbound, Counters counters) throws DatapathException;
    }

    /** What arrived. */
    public record Message(int channelId, byte[] payload) {}

    public final Counters counters = new Counters();
    public final List<Message> received = new ArrayList<>();
    /** Whether receivers have room. */
    public boolean room = true;
    private final Arena arena = Arena.ofShared();
    private final EpollReadiness readiness = new EpollReadiness();
    private final Outbound outbound = new Outbound(CAPACITY, (ticket, sent) -> completed(sent));
    private final Endpoint endpoint;
    private int sent;
    private int dropped;
    private boolean closed;

    public TestEndpoint(Opening opening) {
        try {
            endpoint = opening.open(new Receivers(), outbound, counters);
        } catch (DatapathException e) {
            throw new AssertionError(e);
        }
        endpoint.start(readiness, System.nanoTime());
    }

    /** While they have no room they are given nothing. */
    private final class Receivers implements Inbound {
        @Override
        public boolean deliver(int channelId, long address, int length) {
            if (room) {
                byte[] payload = MemorySegment.ofAddress(address).reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
                received.add(new Message(channelId, payload));
            }
            return room;
        }

        @Override
        public boolean hasRoom() {
            return room;
        }
    }

    private void completed(boolean wasSent) {
        sent += wasSent ? 1 : 0;
        dropped += wasSent ? 0 : 1;
    }

    /** Queues a message. @return false where the queue is full */
    public boolean send(int channelId, byte[] payload) {
        if (outbound.isFull()) {
            return false;
        }
        long address = arena.allocate(Math.max(1, payload.length)).address();
        MemorySegment.copy(MemorySegment.ofArray(payload), 0, Native.MEMORY, address, payload.length);
        outbound.append(channelId, address, payload.length, 0);
        return true;
    }

    /** One round of the agent's for this endpoint. */
    public int turn() {
        long now = System.nanoTime();
        int work = readiness.poll(now) + endpoint.poll(now);
        outbound.advance(Outbound.LOCAL, outbound.tail());
        return outbound.cursor(Outbound.NETWORK) < outbound.tail() ? work + endpoint.transmit(now) : work;
    }

    /** Messages that left the queue, having gone to somebody. */
    public int sent() {
        return sent;
    }

    /** Messages that left the queue, having gone to nobody. */
    public int dropped() {
        return dropped;
    }

    public int queued() {
        return (int) (outbound.tail() - outbound.head());
    }

    public long count(Counter counter) {
        return counters.get(counter);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            endpoint.close();
            readiness.close();
            arena.close();
        }
    }

    /** Turns all until a condition holds; fails with {@code what} where it does not in time. */
    public static void await(String what, BooleanSupplier condition, TestEndpoint... all) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            int work = 0;
            for (TestEndpoint each : all) {
                work += each.turn();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not in time: " + what);
            }
            if (work == 0) {
                Thread.yield();
            }
        }
    }
}
