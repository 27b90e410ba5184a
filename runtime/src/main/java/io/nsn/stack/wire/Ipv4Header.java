package io.nsn.stack.wire;

/** An IPv4 header (RFC 791 §3.1). Options are stepped over. */
public final class Ipv4Header {
    /** Bytes without options: what {@link #write} makes. */
    public static final int LENGTH = 20;
    public static final int PROTOCOL_ICMP = 1;
    public static final int PROTOCOL_TCP = 6;
    public static final int PROTOCOL_UDP = 17;
    private static final long VERSION_AND_LENGTH = 0x45L << 56;
    private static final long DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS_AND_OFFSET = 0x3fff;
    private static final long TTL = 64L << 56;

    private long address;
    /** Version, header length, type of service, total length, identification, flags, offset. */
    private long first;
    /** Time to live, protocol, checksum, source. */
    private long second;
    private int destination;
    private int headerLength;

    /**
     * @param length bytes of the frame from here on; what follows the packet is the link's padding
     * @return whether version and lengths make sense; the checksum is {@link #checksumIsRight}'s
     */
    public boolean wrap(long address, int length) {
        if (!wrapQuoted(address, length)) {
            return false;
        }
        return totalLength() <= length;
    }

    /** As {@link #wrap}, of a packet that an ICMP error quotes: its payload may be cut short. */
    public boolean wrapQuoted(long address, int length) {
        if (length < LENGTH) {
            return false;
        }
        this.address = address;
        first = Bytes.get64(address);
        second = Bytes.get64(address + 8);
        destination = Bytes.get32(address + 16);
        headerLength = (int) (first >>> 54) & 0x3c;
        return first >>> 60 == 4 && headerLength >= LENGTH && headerLength <= length && totalLength() >= headerLength;
    }

    /** Reads options again: to be asked at once after {@link #wrap}. */
    public boolean checksumIsRight() {
        long options = headerLength == LENGTH ? 0 : Checksum.sum(address + LENGTH, headerLength - LENGTH);
        return Checksum.fold(sum(first, second, destination) + options) == 0;
    }

    /**
     * Writes a header without options for a packet that must not be fragmented; its identification is 0, which such
     * packets may all have (RFC 6864 §4.1).
     *
     * @param checksum whether to compute it, too; else it is left 0
     */
    public static void write(long address, int totalLength, int protocol, int source, int destination, boolean checksum) {
        long first = VERSION_AND_LENGTH | (long) totalLength << 32 | DONT_FRAGMENT;
        long second = TTL | (long) protocol << 48 | Integer.toUnsignedLong(source);
        long sum = checksum ? (long) Checksum.fold(sum(first, second, destination)) << 32 : 0;
        Bytes.put64(address, first);
        Bytes.put64(address + 8, second | sum);
        Bytes.put32(address + 16, destination);
    }

    private static long sum(long first, long second, int destination) {
        return Checksum.sum64(first) + Checksum.sum64(second) + Checksum.sum32(destination);
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
        return totalLength() - headerLength;
    }

    public int headerLength() {
        return headerLength;
    }

    public int totalLength() {
        return (int) (first >>> 32) & 0xffff;
    }

    /** Whether it is a part of a packet. */
    public boolean isFragment() {
        return ((int) first & MORE_FRAGMENTS_AND_OFFSET) != 0;
    }

    public int timeToLive() {
        return (int) (second >>> 56);
    }

    public int protocol() {
        return (int) (second >>> 48) & 0xff;
    }

    public int source() {
        return (int) second;
    }

    public int destination() {
        return destination;
    }
}
