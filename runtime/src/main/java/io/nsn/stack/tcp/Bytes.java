package io.nsn.stack.tcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Memory by absolute address, in network byte order. Unchecked: only what a wrapped header covers is read through it. */
final class Bytes {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int get8(long address) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, address) & 0xff;
    }

    static int get16(long address) {
        return MEMORY.get(SHORT, address) & 0xffff;
    }

    static int get32(long address) {
        return MEMORY.get(INT, address);
    }

    static void put8(long address, int value) {
        MEMORY.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    static void put16(long address, int value) {
        MEMORY.set(SHORT, address, (short) value);
    }

    static void put32(long address, int value) {
        MEMORY.set(INT, address, value);
    }

    static void copy(long from, long to, long length) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, length);
    }
}
