package io.nsn.stack.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Memory by absolute address, numbers in network byte order. Unchecked: the caller knows what lies there. By var handles, which
 * are two calls nearer to the memory than a segment's methods: the JIT inlines calls to a certain depth only.
 */
public final class Bytes {
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN).varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN).varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN).varHandle();

    private Bytes() {}

    public static int get8(long address) {
        return (byte) BYTE.get(MEMORY, address) & 0xff;
    }

    public static int get16(long address) {
        return (short) SHORT.get(MEMORY, address) & 0xffff;
    }

    public static int get32(long address) {
        return (int) INT.get(MEMORY, address);
    }

    public static long get48(long address) {
        return (long) get16(address) << 32 | get32(address + 2) & 0xffff_ffffL;
    }

    public static long get64(long address) {
        return (long) LONG.get(MEMORY, address);
    }

    public static void put8(long address, int value) {
        BYTE.set(MEMORY, address, (byte) value);
    }

    public static void put16(long address, int value) {
        SHORT.set(MEMORY, address, (short) value);
    }

    public static void put32(long address, int value) {
        INT.set(MEMORY, address, value);
    }

    public static void put48(long address, long value) {
        put16(address, (int) (value >>> 32));
        put32(address + 2, (int) value);
    }

    public static void put64(long address, long value) {
        LONG.set(MEMORY, address, value);
    }

    public static void copy(long from, long to, int length) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, length);
    }
}
