package io.nsn.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.AddressLayout;
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
    static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
            CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

    private Native() {}

    /** A handle on a libc function whose first argument is the call state of {@link #state()}. */
    static MethodHandle withErrno(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, arguments), ERRNO);
    }

    /** As {@link #withErrno}, for a variadic function with this many fixed arguments. */
    static MethodHandle variadicWithErrno(int fixed, String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, arguments), ERRNO,
                Linker.Option.firstVariadicArg(fixed));
    }

    /** A handle on a libc function that cannot fail. */
    static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, arguments));
    }

    static MemorySegment state() {
        return STATE.get();
    }

    /** The call's result, or {@code -errno} where the C function answered -1. */
    static long result(long returned, MemorySegment state) {
        return returned == -1 ? -(int) ERRNO_VALUE.get(state, 0L) : returned;
    }

    /** A {@code Throwable} that a method handle declares but cannot throw. */
    static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a downcall threw", thrown);
    }

    private static MemorySegment symbol(String name) {
        return LINKER.defaultLookup().find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("libc has no " + name));
    }
}
