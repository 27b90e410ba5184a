package io.nsn.stack.tcp;

import java.util.Arrays;

/** Octets by their position in the stream, in blocks that are borrowed while they hold something. */
final class ReceiveBuffer {
    private final BlockPool pool;
    private final int[] blocks;

    /** @param window no position is ever further than this above the lowest one held */
    ReceiveBuffer(BlockPool pool, int window) {
        this.pool = pool;
        int touched = (window >> BlockPool.BLOCK_SHIFT) + 1;
        blocks = new int[Integer.highestOneBit(touched) << 1];
        Arrays.fill(blocks, -1);
    }

    /** Copies octets to {@code position}. @return how many: fewer where the pool is empty */
    int store(long position, long address, int length) {
        int stored = 0;
        while (stored < length) {
            int slot = slot(position + stored);
            if (blocks[slot] < 0) {
                blocks[slot] = pool.borrow();
                if (blocks[slot] < 0) {
                    return stored;
                }
            }
            int piece = Math.min(length - stored, pieceAt(position + stored));
            Bytes.copy(address + stored, address(position + stored), piece);
            stored += piece;
        }
        return stored;
    }

    long address(long position) {
        return pool.address(blocks[slot(position)]) + (position & BlockPool.BLOCK_SIZE - 1);
    }

    /** Octets from {@code position} to the end of its block. */
    int pieceAt(long position) {
        return BlockPool.BLOCK_SIZE - (int) (position & BlockPool.BLOCK_SIZE - 1);
    }

    /** Gives back the blocks from {@code from}'s to the one before {@code to}'s. */
    void release(long from, long to) {
        for (long block = from >> BlockPool.BLOCK_SHIFT; block < to >> BlockPool.BLOCK_SHIFT; block++) {
            giveBack((int) block & blocks.length - 1);
        }
    }

    void clear() {
        for (int slot = 0; slot < blocks.length; slot++) {
            giveBack(slot);
        }
    }

    private void giveBack(int slot) {
        if (blocks[slot] >= 0) {
            pool.giveBack(blocks[slot]);
            blocks[slot] = -1;
        }
    }

    private int slot(long position) {
        return (int) (position >> BlockPool.BLOCK_SHIFT) & blocks.length - 1;
    }
}
