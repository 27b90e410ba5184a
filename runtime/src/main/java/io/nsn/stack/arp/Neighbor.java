package io.nsn.stack.arp;

/**
 * A host on the link and what is known of its MAC address.
 *
 * <pre>
 *   ASKING ──answer──▶ KNOWN ──silence for long, or a second claimant──▶ DOUBTED ──answer──▶ KNOWN
 *      └──no answer──▶ ABSENT ◀──────────────────no answer─────────────────┘
 *   ABSENT ──anything from it──▶ KNOWN
 * </pre>
 */
public final class Neighbor {
    private static final long MS = 1_000_000;
    /** How soon after a question the next one follows, and how many in all, before a neighbor counts as absent. */
    private static final long ASK_EVERY_NS = 50 * MS;
    private static final int ASK_TIMES = 4;
    private static final long DOUBT_EVERY_NS = 100 * MS;
    private static final int DOUBT_TIMES = 5;
    private static final long ABSENT_EVERY_NS = 1_000 * MS;
    /** How long a neighbor from which nothing comes is believed to be where it was. */
    private static final long TRUST_NS = 30_000 * MS;

    enum State { ASKING, KNOWN, DOUBTED, ABSENT }

    private final int ipAddress;
    private State state = State.ASKING;
    private long macAddress;
    private long heardNs;
    private long nextNs;
    private int asked;

    /** @param nowNs it is to be asked for at once */
    Neighbor(int ipAddress, long nowNs) {
        this.ipAddress = ipAddress;
        nextNs = nowNs;
    }

    public int ipAddress() {
        return ipAddress;
    }

    /** Valid while {@link #isResolved}. */
    public long macAddress() {
        return macAddress;
    }

    public boolean isResolved() {
        return state == State.KNOWN || state == State.DOUBTED;
    }

    /** Whether it did not answer when it was asked; it still is, now and then. */
    public boolean isAbsent() {
        return state == State.ABSENT;
    }

    /** Something came from where it is known to be. */
    void heard(long nowNs) {
        heardNs = nowNs;
        if (state == State.DOUBTED) {
            to(State.KNOWN, nowNs + TRUST_NS);
        }
    }

    void learn(long mac, long nowNs) {
        macAddress = mac;
        heardNs = nowNs;
        to(State.KNOWN, nowNs + TRUST_NS);
    }

    /** Somebody else claims its address. */
    void doubt(long nowNs) {
        if (state == State.KNOWN) {
            to(State.DOUBTED, nowNs);
        }
    }

    /** When {@link #turn} has something to do. */
    long nextNs() {
        return nextNs;
    }

    /** Its time has come. @return whether it is to be asked now */
    boolean turn(long nowNs) {
        if (state == State.KNOWN && nowNs - heardNs < TRUST_NS) {
            nextNs = heardNs + TRUST_NS;
            return false;
        }
        if (state == State.KNOWN) {
            to(State.DOUBTED, nowNs);
        } else if (state == State.ASKING && asked == ASK_TIMES || state == State.DOUBTED && asked == DOUBT_TIMES) {
            to(State.ABSENT, nowNs);
        }
        asked++;
        nextNs = nowNs + switch (state) {
            case ASKING -> ASK_EVERY_NS;
            case DOUBTED -> DOUBT_EVERY_NS;
            case KNOWN, ABSENT -> ABSENT_EVERY_NS;
        };
        return true;
    }

    private void to(State next, long atNs) {
        state = next;
        asked = 0;
        nextNs = atNs;
    }
}
