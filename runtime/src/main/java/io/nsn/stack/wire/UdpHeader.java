package io.nsn.stack.wire;

/** A UDP header (RFC 768). */
public final class UdpHeader {
    public static final int LENGTH = 8;

    private long address;
    private int sourcePort;
    private int destinationPort;
    private int length;
    private int checksum;

    /**
     * @param available bytes of the IP packet's payload
     * @return whether the datagram's length is in it; the checksum is {@link #checksumIsRight}'s
     */
    public boolean wrap(long address, int available) {
        if (available < LENGTH) {
            return false;
        }
        this.address = address;
        long header = Bytes.get64(address);
        sourcePort = (int) (header >>> 48);
        destinationPort = (int) (header >>> 32) & 0xffff;
        length = (int) (header >>> 16) & 0xffff;
        checksum = (int) header & 0xffff;
        return length >= LENGTH && length <= available;
    }

    /** Whether the checksum is right, or the sender made none. */
    public boolean checksumIsRight(int source, int destination) {
        return checksum == 0 || Checksum.fold(Checksum.sum(address, length)
                + Checksum.pseudoHeader(source, destination, Ipv4Header.PROTOCOL_UDP, length)) == 0;
    }

    /** @param length of header and payload */
    public static void write(long address, int sourcePort, int destinationPort, int length, int checksum) {
        Bytes.put64(address, (long) sourcePort << 48 | (long) destinationPort << 32 | (long) length << 16 | checksum & 0xffff);
    }

    /** The checksum of a partial sum of all, pseudo header included: 0 would say that there is none. */
    public static int checksum(long total) {
        int checksum = Checksum.fold(total);
        return checksum == 0 ? 0xffff : checksum;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    public long payload() {
        return address + LENGTH;
    }

    public int payloadLength() {
        return length - LENGTH;
    }
}
