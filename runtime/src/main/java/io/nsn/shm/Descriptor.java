package io.nsn.shm;

/**
 * What a ring entry says. The first word is never 0.
 *
 * <pre>
 *   submit ring   first = 1 &lt;&lt; 63 | operation &lt;&lt; 60 | slot &lt;&lt; 32 | length     second = source &lt;&lt; 32 | token
 *   home ring     first = 1 &lt;&lt; 63 | slot &lt;&lt; 32
 *   sink ring     first = 1 &lt;&lt; 63 | slot &lt;&lt; 32 | length
 * </pre>
 */
public final class Descriptor {
    /** Operation: send this slot's first bytes. */
    public static final int EMIT = 0;
    /** Operation: a receive slot comes back unsent. */
    public static final int RELEASE = 1;

    private static final long VALID = 1L << 63;
    private static final int OPERATION_SHIFT = 60;
    private static final int SLOT_SHIFT = 32;
    private static final int SLOT_MASK = (1 << 28) - 1;

    private Descriptor() {}

    public static long of(int operation, int slot, int length) {
        return VALID | (long) operation << OPERATION_SHIFT | (long) slot << SLOT_SHIFT | length & 0xffffffffL;
    }

    public static int operation(long first) {
        return (int) (first >>> OPERATION_SHIFT) & 7;
    }

    /** The slot's index, not negative but otherwise unchecked. */
    public static int slot(long first) {
        return (int) (first >>> SLOT_SHIFT) & SLOT_MASK;
    }

    /** The length, unchecked. */
    public static int length(long first) {
        return (int) first;
    }

    public static long origin(int source, int token) {
        return (long) source << 32 | token & 0xffffffffL;
    }

    public static int source(long second) {
        return (int) (second >>> 32);
    }

    public static int token(long second) {
        return (int) second;
    }
}
