package io.nsn.datapath;

/**
 * Messages on their way out of one endpoint, in order. Two readers go through it, the network and the delivery on this
 * host, each with a cursor of its own; a message that both have passed is complete and its slot goes home. The delivery
 * on this host may pass messages behind its cursor's, too: one sender's that waits must not hold back another's.
 * Positions are absolute and only grow. Agent's thread only.
 */
public final class Outbound {
    /** The cursor of the endpoint. */
    public static final int NETWORK = 0;
    /** The cursor of delivery on this host. */
    public static final int LOCAL = 1;

    /** Sends a slot home. */
    @FunctionalInterface
    public interface Completion {
        /** @param sent whether anybody got the message */
        void complete(long ticket, boolean sent);
    }

    private final Completion completion;
    private final long[] cursors = new long[2];
    private int[] channels;
    private long[] addresses;
    private int[] lengths;
    private long[] tickets;
    private boolean[] sent;
    private boolean[] passedLocally;
    private int mask;
    private long head;
    private long tail;

    /** @param capacity a power of two */
    public Outbound(int capacity, Completion completion) {
        this.completion = completion;
        allocate(capacity);
    }

    /** Makes room for {@code capacity} messages in all (rounded up); positions stay. Not for the loop: allocates. */
    public void ensureCapacity(int capacity) {
        if (capacity <= mask + 1) {
            return;
        }
        int oldMask = mask;
        int[] oldChannels = channels;
        long[] oldAddresses = addresses;
        int[] oldLengths = lengths;
        long[] oldTickets = tickets;
        boolean[] oldSent = sent;
        boolean[] oldPassedLocally = passedLocally;
        allocate(Integer.highestOneBit(capacity - 1) << 1);
        for (long position = head; position < tail; position++) {
            int from = (int) position & oldMask;
            int to = (int) position & mask;
            channels[to] = oldChannels[from];
            addresses[to] = oldAddresses[from];
            lengths[to] = oldLengths[from];
            tickets[to] = oldTickets[from];
            sent[to] = oldSent[from];
            passedLocally[to] = oldPassedLocally[from];
        }
    }

    public boolean isFull() {
        return tail - head > mask;
    }

    /**
     * Appends a message whose payload stays at {@code address} until the ticket is completed. Allocates where there is
     * no room: the first time that so many messages wait.
     */
    public void append(int channelId, long address, int length, long ticket) {
        if (isFull()) {
            ensureCapacity(2 * (mask + 1));
        }
        int at = (int) tail & mask;
        channels[at] = channelId;
        addresses[at] = address;
        lengths[at] = length;
        tickets[at] = ticket;
        sent[at] = false;
        passedLocally[at] = false;
        tail++;
    }

    /** The first position not yet complete. */
    public long head() {
        return head;
    }

    /** The position after the last message. */
    public long tail() {
        return tail;
    }

    public long cursor(int reader) {
        return cursors[reader];
    }

    public int channelId(long position) {
        return channels[(int) position & mask];
    }

    public long address(long position) {
        return addresses[(int) position & mask];
    }

    public int length(long position) {
        return lengths[(int) position & mask];
    }

    public long ticket(long position) {
        return tickets[(int) position & mask];
    }

    /** Notes that somebody got the message at {@code position}. */
    public void markSent(long position) {
        sent[(int) position & mask] = true;
    }

    /** Moves a reader's cursor to {@code position}; what both readers have passed is completed. */
    public void advance(int reader, long position) {
        if (reader == LOCAL) {
            advanceLocal(position);
        } else {
            advanceNetwork(position);
        }
        head = Math.min(cursors[NETWORK], cursors[LOCAL]);
    }

    private void advanceNetwork(long position) {
        long from = cursors[NETWORK];
        cursors[NETWORK] = position;
        for (long each = from; each < position; each++) {
            if (isPassedLocally(each)) {
                complete(each);
            }
        }
    }

    private void advanceLocal(long position) {
        long network = cursors[NETWORK];
        long each = cursors[LOCAL];
        for (; each < position; each++) {
            int at = (int) each & mask;
            if (!passedLocally[at]) {
                passedLocally[at] = true;
                if (each < network) {
                    complete(each);
                }
            }
        }
        while (each < tail && isPassedLocally(each)) {
            each++;
        }
        cursors[LOCAL] = each;
    }

    /** Whether the delivery on this host is done with a message between its cursor and the tail. */
    public boolean isPassedLocally(long position) {
        return passedLocally[(int) position & mask];
    }

    /** The delivery on this host is done with a message; its cursor moves on once it is done with all before it. */
    public void passLocally(long position) {
        passedLocally[(int) position & mask] = true;
        if (position < cursors[NETWORK]) {
            complete(position);
        }
        while (cursors[LOCAL] < tail && isPassedLocally(cursors[LOCAL])) {
            cursors[LOCAL]++;
        }
        head = Math.min(cursors[NETWORK], cursors[LOCAL]);
    }

    private void complete(long position) {
        completion.complete(ticket(position), sent[(int) position & mask]);
    }

    private void allocate(int capacity) {
        channels = new int[capacity];
        addresses = new long[capacity];
        lengths = new int[capacity];
        tickets = new long[capacity];
        sent = new boolean[capacity];
        passedLocally = new boolean[capacity];
        mask = capacity - 1;
    }
}
