package io.nsn.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One set of values: a single thread writes, any thread reads. */
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells = new long[Counter.values().length];

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
}
