package io.nsn.stack.tcp;

/** Which of the ranges that arrived ahead of order are reported: the latest first, then those reported before (RFC 2018 §4). */
final class SackBlocks {
    /** As many as fit beside timestamps. */
    static final int MAX = 3;

    private final long[] recent = new long[MAX];
    private final int[] chosen = new int[MAX];
    private int count;

    void clear() {
        count = 0;
    }

    /** An octet at {@code position} arrived ahead of order. */
    void arrived(long position, RangeSet ahead) {
        int range = ahead.firstEndingAfter(position);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (ahead.firstEndingAfter(recent[i]) != range) {
                recent[kept++] = recent[i];
            }
        }
        count = Math.min(MAX, kept + 1);
        System.arraycopy(recent, 0, recent, 1, count - 1);
        recent[0] = position;
    }

    /** Chooses ranges. @return how many; their indices are {@link #range} */
    int choose(RangeSet ahead, long next) {
        int blocks = 0;
        for (int i = 0; i < count && !ahead.isEmpty(); i++) {
            if (recent[i] >= next) {
                chosen[blocks++] = ahead.firstEndingAfter(recent[i]);
            }
        }
        return blocks;
    }

    int range(int block) {
        return chosen[block];
    }
}
