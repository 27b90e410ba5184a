package io.nsn.stack.tcp;

/**
 * Memory for what connections cannot hand on at once: cut into blocks that are borrowed and given back, so that an idle
 * connection holds none. One thread.
 */
public final class BlockPool {
    static final int BLOCK_SHIFT = 12;
    static final int BLOCK_SIZE = 1 << BLOCK_SHIFT;

    private final long memory;
    private final int[] free;
    private int available;

    /** @param memory {@code size} octets that stay until the last connection is gone */
    public BlockPool(long memory, long size) {
        this.memory = memory;
        free = new int[(int) (size >> BLOCK_SHIFT)];
        for (int i = 0; i < free.length; i++) {
            free[i] = free.length - 1 - i;
        }
        available = free.length;
    }

    /** Blocks not lent. */
    public int available() {
        return available;
    }

    /** @return a block's number, or -1 where all are lent */
    int borrow() {
        return available == 0 ? -1 : free[--available];
    }

    void giveBack(int block) {
        free[available++] = block;
    }

    long address(int block) {
        return memory + ((long) block << BLOCK_SHIFT);
    }
}
