package io.nsn.datapath;

import static io.nsn.ffi.NativeException.check;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.nsn.ffi.Memory;
import io.nsn.ffi.Native;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * A level-triggered epoll set: what the agent's duty cycle polls and, when nothing else is to do, sleeps on.
 *
 * <p>Handlers may add, modify and remove any descriptor, their own too, while they are called: an event that was fetched
 * for a descriptor removed since is forgotten, even where the kernel gave its number away again. A handler that throws
 * leaves the set intact; events behind it are reported again by the next call. One thread; {@link #poll} and
 * {@link #await} allocate nothing.
 */
public final class EpollReadiness implements Readiness, AutoCloseable {
    /** Descriptors served by one call at most; the kernel serves the others first next time. */
    private static final int EVENTS = 64;

    private final Arena arena = Arena.ofShared();
    private final long events = arena.allocate((long) EVENTS * Sockets.EPOLL_EVENT_SIZE, 8).address();
    private final long change = arena.allocate(Sockets.EPOLL_EVENT_SIZE, 8).address();
    private final int epoll = (int) check(Sockets.epollCreate(), "epoll_create1", "");
    private Handler[] handlers = new Handler[64];
    /** Counts the descriptors that had a number, so that an event tells which of them it is about. */
    private int[] generations = new int[64];
    private int watched;
    private boolean closed;

    @Override
    public void add(int fd, int events, Handler handler) {
        if (fd >= handlers.length) {
            int capacity = Integer.highestOneBit(fd) << 1;
            handlers = Arrays.copyOf(handlers, capacity);
            generations = Arrays.copyOf(generations, capacity);
        }
        generations[fd]++;
        control(Sockets.EPOLL_CTL_ADD, fd, events);
        handlers[fd] = handler;
        watched++;
    }

    @Override
    public void modify(int fd, int events) {
        control(Sockets.EPOLL_CTL_MOD, fd, events);
    }

    @Override
    public void remove(int fd) {
        handlers[fd] = null;
        int failed = Sockets.epollControl(epoll, Sockets.EPOLL_CTL_DEL, fd, 0);
        if (failed < 0) {
            throw new NativeException("epoll_ctl", Integer.toString(fd), -failed);
        }
        watched--;
    }

    /** How many descriptors are in the set. */
    public int watched() {
        return watched;
    }

    /**
     * Calls the handlers of descriptors that are ready now; never waits.
     *
     * @return how much the handlers did
     */
    public int poll(long nowNs) {
        return dispatch(Sockets.epollPoll(epoll, events, EVENTS), nowNs);
    }

    /**
     * As {@link #poll}, but where no descriptor is ready waits for one.
     *
     * @param timeoutMs -1: as long as it takes
     * @param nowNs     the time before waiting; handlers get the time after it
     * @return how much the handlers did; 0 too after a signal
     */
    public int await(int timeoutMs, long nowNs) {
        long before = System.nanoTime();
        int ready = Sockets.epollWait(epoll, events, EVENTS, timeoutMs);
        return dispatch(ready, nowNs + (System.nanoTime() - before));
    }

    /** Idempotent. The descriptors themselves stay open. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Memory.close(epoll);
            arena.close();
        }
    }

    private int dispatch(int ready, long nowNs) {
        if (ready < 0) {
            if (ready != -NativeException.EINTR) {
                throw new NativeException("epoll_wait", "", -ready);
            }
            return 0;
        }
        int work = 0;
        for (int i = 0; i < ready; i++) {
            long event = events + (long) i * Sockets.EPOLL_EVENT_SIZE;
            long data = Native.MEMORY.get(JAVA_LONG_UNALIGNED, event + 4);
            int fd = (int) data;
            Handler handler = handlers[fd];
            if (handler != null && generations[fd] == (int) (data >>> 32)) {
                work += handler.onReady(Native.MEMORY.get(JAVA_INT_UNALIGNED, event), nowNs);
            }
        }
        return work;
    }

    private void control(int operation, int fd, int events) {
        Native.MEMORY.set(JAVA_INT_UNALIGNED, change, events);
        Native.MEMORY.set(JAVA_LONG_UNALIGNED, change + 4, (long) generations[fd] << 32 | fd);
        int failed = Sockets.epollControl(epoll, operation, fd, change);
        if (failed < 0) {
            throw new NativeException("epoll_ctl", Integer.toString(fd), -failed);
        }
    }
}
