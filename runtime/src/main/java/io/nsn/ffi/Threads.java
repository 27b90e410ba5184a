package io.nsn.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Waiting: sched_yield(2), and futex(2) across processes. */
public final class Threads {
    private static final long SYS_FUTEX = 202;
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;

    private static final MethodHandle SCHED_YIELD = Native.plain("sched_yield", Native.INT);
    private static final MethodHandle FUTEX = Native.variadicWithErrno(1, "syscall", Native.LONG,
            Native.LONG, Native.LONG, Native.LONG, Native.LONG, Native.LONG, Native.LONG, Native.LONG);
    private static final MethodHandle GETPID = Native.plain("getpid", Native.INT);
    private static final MethodHandle GETUID = Native.plain("geteuid", Native.INT);
    private static final ThreadLocal<MemorySegment> TIMEOUT =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(16, 8));

    private Threads() {}

    /** Lets another runnable thread of this core run; returns at once where there is none. */
    public static void yieldCore() {
        try {
            int ignored = (int) SCHED_YIELD.invokeExact();
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /**
     * Sleeps until woken, while the shared word at {@code address} is {@code expected}.
     *
     * @return 0 when woken, {@code -EAGAIN} where the word differs, {@code -ETIMEDOUT}, or {@code -EINTR} after a
     *     signal handler ran (for handlers with SA_RESTART too, since there is a time-out)
     */
    public static int futexWait(long address, int expected, long timeoutNs) {
        try {
            MemorySegment timeout = TIMEOUT.get();
            timeout.set(Native.LONG, 0, timeoutNs / 1_000_000_000L);
            timeout.set(Native.LONG, 8, timeoutNs % 1_000_000_000L);
            MemorySegment state = Native.state();
            return (int) Native.result((long) FUTEX.invokeExact(state, SYS_FUTEX, address, (long) FUTEX_WAIT,
                    (long) expected, timeout.address(), 0L, 0L), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** Wakes up to {@code count} threads, of any process, that sleep on the shared word at {@code address}. */
    public static int futexWake(long address, int count) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((long) FUTEX.invokeExact(state, SYS_FUTEX, address, (long) FUTEX_WAKE,
                    (long) count, 0L, 0L, 0L), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int processId() {
        try {
            return (int) GETPID.invokeExact();
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int effectiveUserId() {
        try {
            return (int) GETUID.invokeExact();
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }
}
