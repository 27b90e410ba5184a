package io.nsn.stack.wire;

/** An ICMP message: type, code, checksum, and four bytes whose meaning is the type's (RFC 792). */
public final class IcmpMessage {
    /** Bytes before the data. */
    public static final int HEADER = 8;
    public static final int ECHO_REPLY = 0;
    public static final int UNREACHABLE = 3;
    public static final int ECHO_REQUEST = 8;
    /** Codes of {@link #UNREACHABLE}. */
    public static final int PORT_UNREACHABLE = 3;
    public static final int FRAGMENTATION_NEEDED = 4;

    private long address;
    private int length;
    private int type;
    private int code;
    private int rest;

    /** @return whether there is room for a header; the checksum is {@link #checksumIsRight}'s */
    public boolean wrap(long address, int length) {
        if (length < HEADER) {
            return false;
        }
        this.address = address;
        this.length = length;
        type = Bytes.get8(address);
        code = Bytes.get8(address + 1);
        rest = Bytes.get32(address + 4);
        return true;
    }

    public boolean checksumIsRight() {
        return Checksum.fold(Checksum.sum(address, length)) == 0;
    }

    /** The checksum, of the data behind it too, is to be filled in by {@link #writeChecksum}. */
    public static void write(long address, int type, int code, int rest) {
        Bytes.put32(address, type << 24 | code << 16);
        Bytes.put32(address + 4, rest);
    }

    /** @param length of header and data */
    public static void writeChecksum(long address, int length) {
        Bytes.put16(address + 2, 0);
        Bytes.put16(address + 2, Checksum.fold(Checksum.sum(address, length)));
    }

    public int type() {
        return type;
    }

    public int code() {
        return code;
    }

    /** Echo: identifier and sequence number. Fragmentation needed: the next hop's MTU in the low half (RFC 1191 §4). */
    public int rest() {
        return rest;
    }

    public long data() {
        return address + HEADER;
    }

    public int dataLength() {
        return length - HEADER;
    }
}
