package io.nsn.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One set of values: a single thread writes, any thread reads. */
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells = new long[Counter.values().length];
    private final AddressClaim spoofed = new AddressClaim();
    private final AddressClaim conflict = new AddressClaim();

    public void increment(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long amount) {
        int cell = counter.ordinal();
        CELL.setOpaque(cells, cell, cells[cell] + amount);
    }

    /** Keeps the largest value seen. */
    public void max(Counter counter, long value) {
        int cell = counter.ordinal();
        if (value > cells[cell]) {
            CELL.setOpaque(cells, cell, value);
        }
    }

    public long get(Counter counter) {
        return (long) CELL.getOpaque(cells, counter.ordinal());
    }

    /** What the last of {@link Counter#FRAME_SPOOFED} was about. */
    public AddressClaim spoofed() {
        return spoofed;
    }

    /** What the last of {@link Counter#ADDRESS_CONFLICTS} was about. */
    public AddressClaim conflict() {
        return conflict;
    }
}
