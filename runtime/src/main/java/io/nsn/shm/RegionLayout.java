package io.nsn.shm;

/**
 * Every offset of a region, computed from its geometry.
 *
 * <pre>
 *   0          header: magic, version, geometry (written once by the daemon)
 *   128        word: the daemon sleeps            daemon to application
 *   256        word: the session is over          daemon to application
 *   384        word: a thread waits for a slot    application to daemon
 *   4096       submit ring: EMIT and RELEASE      application to daemon
 *   ...        home ring: send slots coming back  daemon to application
 *   ...        outcomes, one word for each of the last emits
 *   ...        sink rings: for each sink a line with its wait word, then its entries
 *   ...        slots: send slots first, then receive slots
 * </pre>
 *
 * Submit and home ring have room for every slot there is, so neither can be full while both sides keep the rules.
 * A changed offset is a new {@link #VERSION}.
 *
 * @param sendSlots    slots that the application fills, a power of two
 * @param receiveSlots slots that the daemon fills, a power of two
 * @param slotSize     bytes a slot holds
 * @param maxSinks     sink rings
 */
public record RegionLayout(int sendSlots, int receiveSlots, int slotSize, int maxSinks) {
    public static final long MAGIC = 0x314e53414e45524cL;
    public static final int VERSION = 1;

    static final long MAGIC_AT = 0;
    static final long VERSION_AT = 8;
    static final long SEND_SLOTS_AT = 12;
    static final long RECEIVE_SLOTS_AT = 16;
    static final long SLOT_SIZE_AT = 20;
    static final long MAX_SINKS_AT = 24;

    /** Offset of the word that is not 0 while the daemon sleeps. */
    public static final long DAEMON_SLEEPS = 128;
    /** Offset of the word that is not 0 once the daemon ended the session. */
    public static final long SESSION_OVER = 256;
    /** Offset of the wait word of threads that want a send slot. */
    public static final long SLOT_WAIT = 384;

    private static final long PAGE = 4096;
    private static final long LINE = 128;
    private static final int OUTCOMES_PER_SLOT = 4;

    public RegionLayout {
        if (Integer.bitCount(sendSlots) != 1 || Integer.bitCount(receiveSlots) != 1 || slotSize <= 0 || maxSinks <= 0
                || sendSlots > 1 << 18 || receiveSlots > 1 << 18 || slotSize > 1 << 24 || maxSinks > 1 << 16) {
            throw new IllegalArgumentException("no region of " + sendSlots + " + " + receiveSlots + " slots of "
                    + slotSize + " bytes with " + maxSinks + " sinks");
        }
    }

    public int slots() {
        return sendSlots + receiveSlots;
    }

    /** Whether a slot is one that the application fills. */
    public boolean isSendSlot(int slot) {
        return slot < sendSlots;
    }

    public long submitRing() {
        return PAGE;
    }

    /** Entries of the submit ring. */
    public int submitCapacity() {
        return Integer.highestOneBit(slots() - 1) << 1;
    }

    public long homeRing() {
        return submitRing() + ringBytes(submitCapacity());
    }

    /** Entries of the home ring. */
    public int homeCapacity() {
        return sendSlots;
    }

    public long outcomes() {
        return homeRing() + ringBytes(homeCapacity());
    }

    /** How many emits back an outcome is remembered; a power of two. */
    public int outcomeCapacity() {
        return OUTCOMES_PER_SLOT * sendSlots;
    }

    /** Offset of a sink's wait word; its ring begins one line later. */
    public long sinkWait(int sink) {
        return pageAligned(outcomes() + 8L * outcomeCapacity()) + sink * (LINE + ringBytes(sinkCapacity()));
    }

    public long sinkRing(int sink) {
        return sinkWait(sink) + LINE;
    }

    /** Entries of a sink's ring: all receive slots may wait in one. */
    public int sinkCapacity() {
        return receiveSlots;
    }

    public long slot(int slot) {
        return pageAligned(sinkWait(maxSinks)) + slot * slotStride();
    }

    public long slotStride() {
        return slotSize + 63L & -64L;
    }

    /** Bytes of the whole region. Pages that nobody touches cost nothing. */
    public long size() {
        return pageAligned(slot(slots()));
    }

    private static long ringBytes(int capacity) {
        return (long) Ring.ENTRY * capacity;
    }

    private static long pageAligned(long offset) {
        return offset + PAGE - 1 & -PAGE;
    }
}
