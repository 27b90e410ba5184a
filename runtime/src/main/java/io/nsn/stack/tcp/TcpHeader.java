package io.nsn.stack.tcp;

/**
 * A received segment (RFC 9293 §3.1) and its options (MSS §3.7.1, window scale and timestamps RFC 7323, SACK RFC 2018).
 * One reused object a thread. {@link #wrap} reads every field out of the frame and checks it: after it said yes no getter
 * can fail, and the options are a private copy.
 */
public final class TcpHeader {
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;

    /** Octets of a header without options, and of the longest one. */
    public static final int MIN_LENGTH = 20;
    public static final int MAX_LENGTH = 60;

    static final int OPTION_END = 0;
    static final int OPTION_NOP = 1;
    static final int OPTION_MSS = 2;
    static final int OPTION_WINDOW_SCALE = 3;
    static final int OPTION_SACK_PERMITTED = 4;
    static final int OPTION_SACK = 5;
    static final int OPTION_TIMESTAMPS = 8;

    private static final int MAX_SACK_BLOCKS = 4;
    /** RFC 7323 §2.3: a larger shift counts as this one. */
    private static final int MAX_WINDOW_SCALE = 14;
    private static final int TIMESTAMPS_ALIGNED = 0x0101080a;

    private final int[] sackStarts = new int[MAX_SACK_BLOCKS];
    private final int[] sackEnds = new int[MAX_SACK_BLOCKS];
    private int sourcePort;
    private int destinationPort;
    private int sequence;
    private int acknowledgment;
    private int flags;
    private int window;
    private long payload;
    private int payloadLength;
    private int mss;
    private int windowScale;
    private boolean sackPermitted;
    private boolean timestamps;
    private int timestamp;
    private int timestampEcho;
    private int sackBlocks;

    /** @return whether the {@code length} octets at {@code address} are a well-formed segment */
    public boolean wrap(long address, int length) {
        if (length < MIN_LENGTH) {
            return false;
        }
        int headerLength = Bytes.get8(address + 12) >> 4 << 2;
        if (headerLength < MIN_LENGTH || headerLength > length) {
            return false;
        }
        sourcePort = Bytes.get16(address);
        destinationPort = Bytes.get16(address + 2);
        sequence = Bytes.get32(address + 4);
        acknowledgment = Bytes.get32(address + 8);
        flags = Bytes.get8(address + 13) & 0x3f;
        window = Bytes.get16(address + 14);
        payload = address + headerLength;
        payloadLength = length - headerLength;
        return flagsMakeSense() && readOptions(address + MIN_LENGTH, payload);
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    public int sequence() {
        return sequence;
    }

    public int acknowledgment() {
        return acknowledgment;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** As on the wire: not scaled. */
    public int window() {
        return window;
    }

    public long payload() {
        return payload;
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** How far the segment reaches in sequence space: SYN and FIN count as an octet each (RFC 9293 §3.4). */
    public int sequenceLength() {
        return payloadLength + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /** 0 where the option is absent. */
    public int mss() {
        return mss;
    }

    /** -1 where the option is absent. */
    public int windowScale() {
        return windowScale;
    }

    public boolean sackPermitted() {
        return sackPermitted;
    }

    public boolean hasTimestamps() {
        return timestamps;
    }

    public int timestamp() {
        return timestamp;
    }

    public int timestampEcho() {
        return timestampEcho;
    }

    public int sackBlocks() {
        return sackBlocks;
    }

    public int sackStart(int index) {
        return sackStarts[index];
    }

    public int sackEnd(int index) {
        return sackEnds[index];
    }

    /** No honest segment opens and ends a connection at once. */
    private boolean flagsMakeSense() {
        return !has(SYN) || !has(FIN) && !has(RST);
    }

    private boolean readOptions(long at, long end) {
        mss = 0;
        windowScale = -1;
        sackPermitted = false;
        timestamps = false;
        sackBlocks = 0;
        if (end - at == 12 && Bytes.get32(at) == TIMESTAMPS_ALIGNED) { // what nearly every segment has
            readTimestamps(at + 2);
            return true;
        }
        while (at < end) {
            int kind = Bytes.get8(at);
            if (kind == OPTION_END) {
                return true;
            }
            if (kind == OPTION_NOP) {
                at++;
                continue;
            }
            int length = end - at < 2 ? 0 : Bytes.get8(at + 1);
            if (length < 2 || length > end - at || !readOption(kind, at, length)) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Options that are not known are skipped (RFC 9293 §3.2, MUST-6). */
    private boolean readOption(int kind, long at, int length) {
        switch (kind) {
            case OPTION_MSS -> {
                mss = length == 4 ? Bytes.get16(at + 2) : 0;
                return length == 4;
            }
            case OPTION_WINDOW_SCALE -> {
                windowScale = length == 3 ? Math.min(MAX_WINDOW_SCALE, Bytes.get8(at + 2)) : -1;
                return length == 3;
            }
            case OPTION_SACK_PERMITTED -> {
                sackPermitted = length == 2;
                return length == 2;
            }
            case OPTION_TIMESTAMPS -> {
                if (length == 10) {
                    readTimestamps(at);
                }
                return length == 10;
            }
            case OPTION_SACK -> {
                return readSack(at + 2, length - 2);
            }
            default -> {
                return true;
            }
        }
    }

    private void readTimestamps(long option) {
        timestamps = true;
        timestamp = Bytes.get32(option + 2);
        timestampEcho = Bytes.get32(option + 6);
    }

    private boolean readSack(long at, int length) {
        if (length % 8 != 0) {
            return false;
        }
        sackBlocks = Math.min(MAX_SACK_BLOCKS, length / 8);
        for (int i = 0; i < sackBlocks; i++) {
            sackStarts[i] = Bytes.get32(at + 8L * i);
            sackEnds[i] = Bytes.get32(at + 8L * i + 4);
        }
        return true;
    }
}
