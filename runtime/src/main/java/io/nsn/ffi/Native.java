package io.nsn.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** What every binding of this package needs: the linker, errno, and memory by absolute address. */
public final class Native {
    /** All of the address space: {@code MEMORY.get(layout, address)} reads at an absolute address, unchecked. */
    public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfInt INT = JAVA_INT;

    private static final int SHORT_COPY = 256;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG_UNALIGNED.varHandle();
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
            CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

    private Native() {}

    /**
     * Copies bytes between places that do not overlap; short runs, which most are, as words: the JDK's copy enters a stub
     * for them.
     */
    public static void copy(long from, long to, int length) {
        if (length < Long.BYTES || length > SHORT_COPY) {
            MemorySegment.copy(MEMORY, from, MEMORY, to, length);
            return;
        }
        int last = length - Long.BYTES;
        for (int at = 0; at < last; at += Long.BYTES) {
            WORD.set(MEMORY, to + at, (long) WORD.get(MEMORY, from + at));
        }
        WORD.set(MEMORY, to + last, (long) WORD.get(MEMORY, from + last));
    }

    /**
     * A handle on a libc function for {@link #call}. All have one shape, six numbers or pointers and the call state, since
     * the linker takes some milliseconds for each different one: a function looks at the registers of its own arguments
     * only.
     */
    static MethodHandle function(String name) {
        return LINKER.downcallHandle(symbol(name), SHAPE, ERRNO);
    }

    /** The same for {@link #callPlain}. */
    static MethodHandle plainFunction(String name) {
        return LINKER.downcallHandle(symbol(name), SHAPE);
    }

    /** The same for a function at an address. */
    static MethodHandle plainFunction(long address) {
        return LINKER.downcallHandle(MemorySegment.ofAddress(address), SHAPE);
    }

    /** Calls a function whose errno nobody wants. An {@code int} that it answers is in the lower half. */
    static long callPlain(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) function.invokeExact(a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall threw", thrown);
        }
    }

    /** Calls a function that answers a {@code long} or a pointer. @return its result, or {@code -errno} for -1 */
    static long call(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        try {
            MemorySegment state = STATE.get();
            long result = (long) function.invokeExact(state, a, b, c, d, e, f);
            return result == -1 ? -(int) ERRNO_VALUE.get(state, 0L) : result;
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall threw", thrown);
        }
    }

    /** Calls a function that answers an {@code int}. @return its result, or {@code -errno} for -1 */
    static int callInt(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        try {
            MemorySegment state = STATE.get();
            int result = (int) (long) function.invokeExact(state, a, b, c, d, e, f);
            return result == -1 ? -(int) ERRNO_VALUE.get(state, 0L) : result;
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall threw", thrown);
        }
    }

    private static MemorySegment symbol(String name) {
        return LINKER.defaultLookup().find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("libc has no " + name));
    }
}
