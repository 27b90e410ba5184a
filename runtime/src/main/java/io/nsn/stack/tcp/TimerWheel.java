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
            slots[slot(connection.wheelTick)] = connection.wheelNext;
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
        while (tick <= current) {
            int slot = slot(tick++);
            if (size == 0) {
                tick = current + 1;
                break;
            }
            while (slots[slot] != null) {
                called += call(slots[slot], nowNs);
            }
        }
        return called;
    }

    /** When {@link #advance} has something to do, or {@link Timers#NEVER}. */
    long nextDeadline(long nowNs) {
        if (size == 0) {
            return Timers.NEVER;
        }
        long from = Math.max(tick, (nowNs >> TICK_SHIFT) - SLOTS + 1);
        for (long at = from; at < from + SLOTS; at++) {
            if (slots[slot(at)] != null) {
                return at << TICK_SHIFT;
            }
        }
        return Timers.NEVER;
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
        TcpConnection first = slots[slot(at)];
        connection.wheelTick = at;
        connection.wheelNext = first;
        if (first != null) {
            first.wheelPrevious = connection;
        }
        slots[slot(at)] = connection;
        size++;
    }

    private static int slot(long tick) {
        return (int) tick & SLOTS - 1;
    }
}
