package io.nsn.stack.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Memory by absolute address, numbers in network byte order. Unchecked: the caller knows what lies there. */
public final class Bytes {
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    public static int get8(long address) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, address) & 0xff;
    }

    public static int get16(long address) {
        return MEMORY.get(SHORT, address) & 0xffff;
    }

    public static int get32(long address) {
        return MEMORY.get(INT, address);
    }

    public static long get48(long address) {
        return (long) get16(address) << 32 | get32(address + 2) & 0xffff_ffffL;
    }

    public static long get64(long address) {
        return MEMORY.get(LONG, address);
    }

    public static void put8(long address, int value) {
        MEMORY.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    public static void put16(long address, int value) {
        MEMORY.set(SHORT, address, (short) value);
    }

    public static void put32(long address, int value) {
        MEMORY.set(INT, address, value);
    }

    public static void put48(long address, long value) {
        put16(address, (int) (value >>> 32));
        put32(address + 2, (int) value);
    }

    public static void put64(long address, long value) {
        MEMORY.set(LONG, address, value);
    }

    public static void copy(long from, long to, int length) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, length);
    }
}
