package io.nsn.client;

import io.nsn.api.NsnException;
import io.nsn.api.Outcome;
import io.nsn.config.AppConfig;
import io.nsn.config.ConfigException;
import io.nsn.config.SocketName;
import io.nsn.control.Reply;
import io.nsn.control.Request;
import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Threads;
import io.nsn.shm.Descriptor;
import io.nsn.shm.Outcomes;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import io.nsn.shm.WaitWord;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The client runtime by handles and slot numbers: no object is made for a message. Safe for any number of threads.
 *
 * <p>Mistakes of the program (a slot it does not hold, a handle that is none) are refused by the return value and harm
 * nothing; changes of streams, sources and sinks throw {@link NsnException} with the daemon's reason.
 */
public final class ClientSession implements AutoCloseable {
    /** No slot, no message: nothing there now. */
    public static final int NONE = -1;
    /** A wait ended by a signal handler (EINTR). */
    public static final int INTERRUPTED = -2;
    /** The session is closed or the daemon is gone; or the sink waited on is closed. */
    public static final int CLOSED = -3;
    /** How long a wait yields before it sleeps: yielding is quick alone on a core, and a next message is to find it awake. */
    public static final long YIELD_AT_LEAST_NS = 100_000;

    private static final int UNKNOWN_SOURCE = -1;
    private static final int BAD_BUFFER = -2;
    private static final int YIELDS_BEFORE_SLEEP = 50;
    /** Emits after which the core is offered to those that have to move the messages on. */
    private static final int YIELD_EVERY = 256;

    /** @param note why the datapath is not the one asked for first, else empty */
    private record StreamInfo(String datapath, String note) {}

    private record SourceInfo(int stream) {}

    private final int applicationId;
    private final ControlChannel control;
    private final Region region;
    private final RegionLayout layout;
    private final int doorbell;
    private final MemorySegment one;
    private final Slots slots;
    private final Outcomes outcomes;
    private final WaitWord slotWait;
    private final WaitWord daemonSleeps;
    private final Handles<StreamInfo> streams = new Handles<>();
    private final Handles<SourceInfo> sources = new Handles<>();
    private final Handles<SinkReader> sinks = new Handles<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Runnable onNudge = () -> { };
    private volatile boolean open = true;

    /**
     * A session over a conversation that is open and a region that is mapped.
     *
     * @param doorbell the event descriptor that wakes the daemon; taken over
     */
    public ClientSession(int applicationId, ControlChannel control, Region region, int doorbell) {
        this.applicationId = applicationId;
        this.control = control;
        this.region = region;
        this.doorbell = doorbell;
        layout = region.layout();
        Arena whileReachable = Arena.ofAuto();
        // The descriptor goes with the session's last reference, not at close: another thread may be about to ring.
        one = whileReachable.allocate(ValueLayout.JAVA_LONG)
                .reinterpret(whileReachable, ignored -> Memory.close(doorbell));
        one.set(ValueLayout.JAVA_LONG, 0, 1L);
        slots = new Slots(region);
        outcomes = new Outcomes(region.memory(), layout);
        slotWait = new WaitWord(region.memory(), RegionLayout.SLOT_WAIT);
        daemonSleeps = new WaitWord(region.memory(), RegionLayout.DAEMON_SLEEPS);
    }

    /**
     * Connects to the local daemon, as the application's configuration says.
     *
     * @throws NsnException where none answers, or the configuration has a mistake; the message says what to do
     */
    public static ClientSession connect() {
        try {
            return connect(AppConfig.load(), SocketName.resolve(null));
        } catch (ConfigException e) {
            throw new NsnException(e.getMessage(), e);
        }
    }

    /**
     * Connects to the daemon at a control socket.
     *
     * @param socketName a path, or {@code @name} for an abstract one
     * @throws NsnException where none answers
     */
    public static ClientSession connect(AppConfig config, String socketName) {
        return Connector.connect(config, socketName);
    }

    public int applicationId() {
        return applicationId;
    }

    public boolean isOpen() {
        return open;
    }

    /** The four values of {@code nsn_options}; answers the stream's handle. */
    public int createStream(int datapath, int consumption, int determinism, int reliability) {
        Reply.Created created =
                (Reply.Created) control.request(new Request.CreateStream(datapath, consumption, determinism, reliability));
        streams.put(created.handle(), new StreamInfo(created.datapath(), created.note()));
        return created.handle();
    }

    /** The name of the stream's datapath; empty for an unknown handle. */
    public String datapath(int stream) {
        StreamInfo info = streams.get(stream);
        return info == null ? "" : info.datapath();
    }

    /** Why the stream did not get the datapath that its QoS asks for first; empty where it did. */
    public String fallback(int stream) {
        StreamInfo info = streams.get(stream);
        return info == null ? "" : info.note();
    }

    /** @return whether the handle was known; closes its sources and sinks */
    public boolean destroyStream(int stream) {
        if (streams.remove(stream) == null) {
            return false;
        }
        sources.removeIf(source -> source.stream() == stream);
        sinks.forEachHandle((handle, sink) -> {
            if (sink.stream() == stream) {
                destroySink(handle);
            }
        });
        return known(new Request.DestroyStream(stream));
    }

    public int createSource(int stream, int channel) {
        Reply.Created created = (Reply.Created) control.request(new Request.CreateSource(stream, channel));
        sources.put(created.handle(), new SourceInfo(stream));
        return created.handle();
    }

    public boolean destroySource(int source) {
        return sources.remove(source) != null && known(new Request.DestroySource(source));
    }

    /** No other sink may take over the handle while messages of a closed one are still being collected. */
    public int createSink(int stream, int channel) {
        synchronized (sinks) {
            Reply.Created created = (Reply.Created) control.request(new Request.CreateSink(stream, channel));
            sinks.put(created.handle(), new SinkReader(region, created.handle(), stream));
            return created.handle();
        }
    }

    /** Threads that wait on it end with CLOSED; messages not consumed go back to the daemon. */
    public boolean destroySink(int sink) {
        synchronized (sinks) {
            SinkReader reader = sinks.remove(sink);
            if (reader == null) {
                return false;
            }
            boolean known = known(new Request.DestroySink(sink));
            reader.close();
            long first;
            while ((first = reader.ring.poll()) != 0) {
                slots.received(Descriptor.slot(first));
                release(Descriptor.slot(first));
            }
            return known;
        }
    }

    /** Bytes a slot holds. */
    public int slotCapacity() {
        return layout.slotSize();
    }

    /** Slots of this session: indexes are 0 to this, exclusive. */
    public int slotCount() {
        return layout.slots();
    }

    /** Absolute address of a slot's first byte; valid while this session is reachable. */
    public long slotAddress(int slot) {
        return region.slotAddress(slot);
    }

    /** A slot's memory, bounds-checked. */
    public MemorySegment slotMemory(int slot) {
        return region.memory().asSlice(region.slotOffset(slot), layout.slotSize());
    }

    /** A free slot or NONE / CLOSED. Never waits. */
    public int tryGetSlot() {
        return open ? slots.take() : CLOSED;
    }

    /** Waits until {@link #tryGetSlot} may succeed. @return 0 (try again), NONE (time passed), INTERRUPTED, CLOSED */
    public int awaitSlot(long timeoutNs) {
        for (int i = 0; i < YIELDS_BEFORE_SLEEP; i++) {
            if (slots.hasFree() || !open) {
                return open ? 0 : CLOSED;
            }
            Threads.yieldCore();
        }
        slotWait.announce();
        if (slots.hasFree() || !open) {
            return open ? 0 : CLOSED;
        }
        return afterSleep(slotWait.sleep(timeoutNs));
    }

    /**
     * Sends a slot that this caller holds.
     *
     * @return a token, not negative; -1 for an unknown source, -2 for a bad length or a slot that is not the caller's,
     *     -3 where the session is closed
     */
    public int emit(int source, int slot, int length) {
        if (!open) {
            return CLOSED;
        }
        if (sources.get(source) == null) {
            return UNKNOWN_SOURCE;
        }
        int token = length <= 0 || length > layout.slotSize() ? NONE : slots.emit(slot, length, source);
        if (token < 0) {
            return BAD_BUFFER;
        }
        if (daemonSleeps.isAnnounced()) {
            wakeDaemon();
        }
        if ((token & YIELD_EVERY - 1) == YIELD_EVERY - 1) {
            Threads.yieldCore();
        }
        return token;
    }

    /** The token of the next emit. */
    int nextToken() {
        return slots.nextToken();
    }

    public Outcome outcome(int source, int token) {
        int age = slots.nextToken() - token;
        if (sources.get(source) == null || token < 0 || age <= 0 || age > outcomes.capacity()) {
            return Outcome.UNKNOWN;
        }
        if (!outcomes.isDone(token)) {
            return open ? Outcome.PENDING : Outcome.UNKNOWN;
        }
        return outcomes.wasSent(token) ? Outcome.SENT : Outcome.DROPPED;
    }

    public boolean isSource(int source) {
        return sources.get(source) != null;
    }

    public boolean isSink(int sink) {
        return sinks.get(sink) != null;
    }

    /** Whether a message waits; false for unknown sinks. */
    public boolean dataAvailable(int sink) {
        SinkReader reader = sinks.get(sink);
        return reader != null && !reader.ring.isEmpty();
    }

    /** The next message as {@code slot << 32 | length}, or NONE / CLOSED (negative). Never waits. */
    public long tryConsume(int sink) {
        SinkReader reader = sinks.get(sink);
        if (reader == null) {
            return CLOSED;
        }
        long first = reader.poll();
        if (first == 0) {
            return open ? NONE : CLOSED;
        }
        int slot = Descriptor.slot(first);
        slots.received(slot);
        return (long) slot << 32 | Descriptor.length(first);
    }

    /** Waits until a message may be there. @return 0 (try again), NONE (time passed), INTERRUPTED, CLOSED */
    public int awaitData(int sink, long timeoutNs) {
        SinkReader reader = sinks.get(sink);
        if (reader == null) {
            return CLOSED;
        }
        long start = System.nanoTime();
        long yieldedNs = 0;
        for (int i = 0; i < YIELDS_BEFORE_SLEEP || yieldedNs < YIELD_AT_LEAST_NS; i++) {
            if (!reader.ring.isEmpty()) {
                return 0;
            }
            if (!open || reader.isClosed()) {
                return CLOSED;
            }
            if (yieldedNs >= timeoutNs) {
                return NONE;
            }
            Threads.yieldCore();
            yieldedNs = System.nanoTime() - start;
        }
        return sleep(reader, timeoutNs - yieldedNs);
    }

    /** What a waiting thread runs when the daemon wakes it just so that it stays in practice. */
    public void onNudge(Runnable practice) {
        onNudge = practice;
    }

    /** Whether nobody misses a free slot that is taken for practice and given back at once. */
    public boolean hasSpareSlots() {
        return slots.hasSpare();
    }

    /** The daemon nudges who had a message lately now and then: that is no reason to return. */
    private int sleep(SinkReader reader, long timeoutNs) {
        long deadline = System.nanoTime() + timeoutNs;
        long left = timeoutNs;
        int slept;
        do {
            reader.waiting.announce();
            if (!reader.ring.isEmpty()) {
                return 0;
            }
            if (!open || reader.isClosed()) {
                return CLOSED;
            }
            slept = reader.waiting.sleep(left);
            if (slept == 0 && reader.ring.isEmpty()) {
                onNudge.run();
            }
            left = deadline - System.nanoTime();
        } while (slept == 0 && left > 0 && reader.ring.isEmpty());
        return afterSleep(slept);
    }

    /** Gives a slot back. @return 1, or 0 where it was not the caller's */
    public int release(int slot) {
        if (!slots.release(slot)) {
            return 0;
        }
        // A slot to send from stays here. Others go to the daemon, without a fence: one that just falls asleep may be missed,
        // but if it lacks slots it looks again soon.
        if (!layout.isSendSlot(slot) && daemonSleeps.isSet()) {
            wakeDaemon();
        }
        return 1;
    }

    /** Idempotent; waiting calls of other threads end with CLOSED. */
    @Override
    public void close() {
        open = false;
        control.close();
        end();
    }

    /** The conversation ended: every call from now on says CLOSED. */
    void daemonGone() {
        open = false;
        end();
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            slotWait.wake();
            sinks.forEach(sink -> sink.waiting.wake());
        }
    }

    private void wakeDaemon() {
        if (open) {
            Memory.write(doorbell, one.address(), 8);
        }
    }

    private boolean known(Request request) {
        return ((Reply.Done) control.request(request)).known();
    }

    private int afterSleep(int slept) {
        if (!open) {
            return CLOSED;
        }
        return switch (-slept) {
            case 0 -> 0;
            case NativeException.EINTR -> INTERRUPTED;
            default -> NONE;
        };
    }
}
