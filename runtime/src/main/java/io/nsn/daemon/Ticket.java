package io.nsn.daemon;

/**
 * Names a slot in flight in 64 bits: 13 bits application index, 20 bits slot, 31 bits the application's token.
 */
final class Ticket {
    static final int MAX_APPLICATIONS = 1 << 13;
    static final int MAX_SLOTS = 1 << 20;

    private static final int SLOT_SHIFT = 31;
    private static final int APPLICATION_SHIFT = 51;

    private Ticket() {}

    static long of(int application, int slot, int token) {
        return (long) application << APPLICATION_SHIFT | (long) slot << SLOT_SHIFT | token & Integer.MAX_VALUE;
    }

    static int application(long ticket) {
        return (int) (ticket >>> APPLICATION_SHIFT);
    }

    static int slot(long ticket) {
        return (int) (ticket >>> SLOT_SHIFT) & MAX_SLOTS - 1;
    }

    static int token(long ticket) {
        return (int) ticket & Integer.MAX_VALUE;
    }
}
