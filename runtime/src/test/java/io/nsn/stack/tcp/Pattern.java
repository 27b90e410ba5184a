package io.nsn.stack.tcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An endless stream of octets that can be made and checked from any offset. */
record Pattern(long seed) {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    void write(long offset, int length, long to) {
        int i = 0;
        for (; i < length && (offset + i & 7) != 0; i++) {
            MEMORY.set(ValueLayout.JAVA_BYTE, to + i, octet(offset + i));
        }
        for (; i + 8 <= length; i += 8) {
            MEMORY.set(WORD, to + i, word(offset + i >> 3));
        }
        for (; i < length; i++) {
            MEMORY.set(ValueLayout.JAVA_BYTE, to + i, octet(offset + i));
        }
    }

    boolean matches(long offset, int length, long at) {
        int i = 0;
        boolean same = true;
        for (; i < length && (offset + i & 7) != 0; i++) {
            same &= MEMORY.get(ValueLayout.JAVA_BYTE, at + i) == octet(offset + i);
        }
        for (; i + 8 <= length; i += 8) {
            same &= MEMORY.get(WORD, at + i) == word(offset + i >> 3);
        }
        for (; i < length; i++) {
            same &= MEMORY.get(ValueLayout.JAVA_BYTE, at + i) == octet(offset + i);
        }
        return same;
    }

    private long word(long index) {
        long z = (index + seed) * 0x9e3779b97f4a7c15L;
        return z ^ z >>> 29;
    }

    private byte octet(long offset) {
        return (byte) (word(offset >> 3) >>> 8 * (offset & 7));
    }
}
