package io.nsn.stack.tcp;

/**
 * Connections by the time of their next deadline, in slots of half a millisecond: never early, up to a slot late. A deadline
 * that moves away is noticed only when the old one comes, so that the busy path does not touch the wheel.
 */
final class TimerWheel {
    static final long NOWHERE = Long.MAX_VALUE;
    private static final int TICK_SHIFT = 19;
    private static final int SLOTS = 2048;

    private final TcpConnection[] slots = new TcpConnection[SLOTS];
    /** A bit for each slot that holds somebody, so that the next one is found without a walk. */
    private final long[] occupied = new long[SLOTS / Long.SIZE];
    private long tick;
    private int size;

    TimerWheel(long nowNs) {
        tick = nowNs >> TICK_SHIFT;
    }

    /** Sees to it that the connection is called at its deadline. */
    void schedule(TcpConnection connection, long deadline) {
        if (deadline == Timers.NEVER) {
            return;
        }
        long due = (deadline >> TICK_SHIFT) + 1;
        if (due >= connection.wheelTick) {
            return;
        }
        remove(connection);
        insert(connection, due);
    }

    void remove(TcpConnection connection) {
        if (connection.wheelTick == NOWHERE) {
            return;
        }
        if (connection.wheelPrevious != null) {
            connection.wheelPrevious.wheelNext = connection.wheelNext;
        } else {
            first(slot(connection.wheelTick), connection.wheelNext);
        }
        if (connection.wheelNext != null) {
            connection.wheelNext.wheelPrevious = connection.wheelPrevious;
        }
        connection.wheelNext = null;
        connection.wheelPrevious = null;
        connection.wheelTick = NOWHERE;
        size--;
    }

    /** Calls the connections whose time has come. @return how many */
    int advance(long nowNs) {
        long current = nowNs >> TICK_SHIFT;
        if (current < tick) {
            return 0;
        }
        int called = 0;
        tick = Math.max(tick, current - SLOTS + 1);
        for (long due = nextOccupied(); due <= current; due = nextOccupied()) {
            tick = due + 1;
            TcpConnection connection = slots[slot(due)];
            while (connection != null) {
                called += call(connection, nowNs);
                connection = slots[slot(due)];
            }
        }
        tick = current + 1;
        return called;
    }

    /** When {@link #advance} has something to do, or {@link Timers#NEVER}. */
    long nextDeadline(long nowNs) {
        long due = nextOccupied();
        return due == NOWHERE ? Timers.NEVER : due << TICK_SHIFT;
    }

    /** The first tick from {@link #tick} on that holds somebody, or {@link #NOWHERE}. */
    private long nextOccupied() {
        if (size == 0) {
            return NOWHERE;
        }
        int from = slot(tick);
        int word = from / Long.SIZE;
        long bits = occupied[word] & -1L << from; // shifts count modulo 64
        while (bits == 0) {
            word = word + 1 & occupied.length - 1;
            bits = occupied[word];
        }
        return tick + (word * Long.SIZE + Long.numberOfTrailingZeros(bits) - from & SLOTS - 1);
    }

    private int call(TcpConnection connection, long nowNs) {
        remove(connection);
        boolean due = connection.timers.next() <= nowNs;
        if (due) {
            connection.onTimer(nowNs);
        }
        schedule(connection, connection.timers.next());
        return due ? 1 : 0;
    }

    private void insert(TcpConnection connection, long due) {
        long at = Math.clamp(due, tick, tick + SLOTS - 2);
        TcpConnection next = slots[slot(at)];
        connection.wheelTick = at;
        connection.wheelNext = next;
        if (next != null) {
            next.wheelPrevious = connection;
        }
        first(slot(at), connection);
        size++;
    }

    private void first(int slot, TcpConnection connection) {
        slots[slot] = connection;
        if (connection != null) {
            occupied[slot / Long.SIZE] |= 1L << slot;
        } else {
            occupied[slot / Long.SIZE] &= ~(1L << slot);
        }
    }

    private static int slot(long tick) {
        return (int) tick & SLOTS - 1;
    }
}
