package io.nsn.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Waiting: sched_yield(2), and futex(2) across processes. */
public final class Threads {
    private static final long SYS_FUTEX = 202;
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;

    private static final MethodHandle SCHED_YIELD = Native.plainFunction("sched_yield");
    private static final MethodHandle FUTEX = Native.plainFunction("syscall");
    private static final MethodHandle GETPID = Native.function("getpid");
    private static final MethodHandle GETUID = Native.function("geteuid");
    private static final ThreadLocal<MemorySegment> TIMEOUT =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(16, 8));

    private Threads() {}

    /** Lets another runnable thread of this core run; returns at once where there is none. */
    public static void yieldCore() {
        Native.callPlain(SCHED_YIELD, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Sleeps until woken, while the shared word at {@code address} is {@code expected}.
     *
     * @return 0 when woken or where the word differs, {@code -ETIMEDOUT}, or {@code -EINTR} after a signal handler ran (for
     *     handlers with SA_RESTART too, since there is a time-out)
     */
    public static int futexWait(long address, int expected, long timeoutNs) {
        MemorySegment timeout = TIMEOUT.get();
        timeout.set(Native.LONG, 0, timeoutNs / 1_000_000_000L);
        timeout.set(Native.LONG, 8, timeoutNs % 1_000_000_000L);
        long start = System.nanoTime();
        long failed = Native.callPlain(FUTEX, SYS_FUTEX, address, FUTEX_WAIT, expected, timeout.address(), 0);
        if (failed == 0 || Native.MEMORY.get(Native.INT, address) != expected) {
            return 0;
        }
        return System.nanoTime() - start < timeoutNs ? -NativeException.EINTR : -NativeException.ETIMEDOUT;
    }

    /** Wakes up to {@code count} threads, of any process, that sleep on the shared word at {@code address}. */
    public static int futexWake(long address, int count) {
        return (int) Native.callPlain(FUTEX, SYS_FUTEX, address, FUTEX_WAKE, count, 0, 0);
    }

    public static int processId() {
        return Native.callInt(GETPID, 0, 0, 0, 0, 0, 0);
    }

    public static int effectiveUserId() {
        return Native.callInt(GETUID, 0, 0, 0, 0, 0, 0);
    }
}
