package io.nsn.client.abi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.api.Definition;
import io.nsn.ffi.Native;
import java.lang.foreign.Arena;

/**
 * The {@code nsn_buffer_t} of every slot, at addresses that never change: programs keep pointers to them. Before the
 * first lies the empty one. What a program writes into a structure is never trusted: a slot is known by its structure's
 * address, and a length is checked.
 */
final class BufferStructs {
    private static final int STRIDE = Definition.BUFFER_STRIDE;
    private static final int STRIDE_BITS = Integer.numberOfTrailingZeros(STRIDE);
    private static final int INDEX = 0;
    private static final int DATA = 8;
    private static final int LENGTH = 16;

    private final long base;
    private final long empty;
    private final long scratch;
    private final int count;
    private final long capacity;

    /**
     * Never freed: a program may look at a structure after the session is closed.
     *
     * @param capacity bytes of a slot
     */
    BufferStructs(int count, int capacity) {
        this.count = count;
        this.capacity = capacity;
        this.empty = Arena.global().allocate((count + 1L) * STRIDE, STRIDE).address();
        this.base = empty + STRIDE;
        this.scratch = Arena.global().allocate(capacity, 64).address();
        none();
    }

    /** The address of slot 0's structure. */
    long base() {
        return base;
    }

    boolean fits(int slots, int bytes) {
        return slots == count && bytes == capacity;
    }

    long address(int slot) {
        return base + (long) slot * STRIDE;
    }

    /** Fills in a slot's structure and answers its address. */
    long lend(int slot, long data, long length) {
        return write(address(slot), slot, data, length);
    }

    /**
     * The empty structure. It has room behind its data pointer all the same: a program that does not look at the length
     * before it writes harms nothing.
     */
    long none() {
        return write(empty, -1, scratch, 0);
    }

    /** The slot whose structure is at {@code address}, or -1 where there is none. */
    int slot(long address) {
        long slot = address - base >> STRIDE_BITS; // the first compiler would really divide
        return slot >= 0 && slot < count && address((int) slot) == address ? (int) slot : -1;
    }

    /** The length in a slot's structure, or -1 where it is not 1 to the capacity. */
    int length(int slot) {
        long length = Native.MEMORY.get(JAVA_LONG, base + (long) slot * STRIDE + LENGTH);
        return length < 1 || length > capacity ? -1 : (int) length;
    }

    private static long write(long at, long index, long data, long length) {
        Native.MEMORY.set(JAVA_LONG, at + INDEX, index);
        Native.MEMORY.set(JAVA_LONG, at + DATA, data);
        Native.MEMORY.set(JAVA_LONG, at + LENGTH, length);
        return at;
    }
}
