package io.nsn.stack.wire;

/** An IPv4 header (RFC 791 §3.1). Options are stepped over. */
public final class Ipv4Header {
    /** Bytes without options: what {@link #write} makes. */
    public static final int LENGTH = 20;
    public static final int PROTOCOL_ICMP = 1;
    public static final int PROTOCOL_TCP = 6;
    public static final int PROTOCOL_UDP = 17;
    private static final int VERSION_AND_LENGTH = 0x45;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS_AND_OFFSET = 0x3fff;
    private static final int TTL = 64;

    private long address;
    private int headerLength;
    private int totalLength;
    private boolean fragment;
    private int timeToLive;
    private int protocol;
    private int source;
    private int destination;

    /**
     * @param length bytes of the frame from here on; what follows the packet is the link's padding
     * @return whether version and lengths make sense; the checksum is {@link #checksumIsRight}'s
     */
    public boolean wrap(long address, int length) {
        if (!wrapQuoted(address, length)) {
            return false;
        }
        return totalLength <= length;
    }

    /** As {@link #wrap}, of a packet that an ICMP error quotes: its payload may be cut short. */
    public boolean wrapQuoted(long address, int length) {
        if (length < LENGTH) {
            return false;
        }
        int versionAndLength = Bytes.get8(address);
        headerLength = (versionAndLength & 0xf) << 2;
        totalLength = Bytes.get16(address + 2);
        if (versionAndLength >> 4 != 4 || headerLength < LENGTH || headerLength > length
                || totalLength < headerLength) {
            return false;
        }
        this.address = address;
        fragment = (Bytes.get16(address + 6) & MORE_FRAGMENTS_AND_OFFSET) != 0;
        timeToLive = Bytes.get8(address + 8);
        protocol = Bytes.get8(address + 9);
        source = Bytes.get32(address + 12);
        destination = Bytes.get32(address + 16);
        return true;
    }

    /** Reads the header again: to be asked at once after {@link #wrap}. */
    public boolean checksumIsRight() {
        return Checksum.fold(Checksum.sum(address, headerLength)) == 0;
    }

    /**
     * Writes a header without options for a packet that must not be fragmented; its identification is 0, which such
     * packets may all have (RFC 6864 §4.1). The checksum is left 0.
     */
    public static void write(long address, int totalLength, int protocol, int source, int destination) {
        Bytes.put16(address, VERSION_AND_LENGTH << 8);
        Bytes.put16(address + 2, totalLength);
        Bytes.put32(address + 4, DONT_FRAGMENT);
        Bytes.put32(address + 8, TTL << 24 | protocol << 16);
        Bytes.put32(address + 12, source);
        Bytes.put32(address + 16, destination);
    }

    /** Fills in the checksum of a header that {@link #write} has made. */
    public static void writeChecksum(long address) {
        Bytes.put16(address + 10, Checksum.fold(Checksum.sum(address, LENGTH)));
    }

    /** Whether it can be one host's address: not this network (0/8), no multicast, not reserved (RFC 1122 §3.2.1.3). */
    public static boolean isUnicast(int address) {
        int first = address >>> 24;
        return first != 0 && first < 224;
    }

    public long payload() {
        return address + headerLength;
    }

    public int payloadLength() {
        return totalLength - headerLength;
    }

    public int headerLength() {
        return headerLength;
    }

    public int totalLength() {
        return totalLength;
    }

    /** Whether it is a part of a packet. */
    public boolean isFragment() {
        return fragment;
    }

    public int timeToLive() {
        return timeToLive;
    }

    public int protocol() {
        return protocol;
    }

    public int source() {
        return source;
    }

    public int destination() {
        return destination;
    }
}
