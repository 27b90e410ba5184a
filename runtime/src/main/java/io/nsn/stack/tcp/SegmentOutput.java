package io.nsn.stack.tcp;

/** Where segments go: an IPv4 layer. Addresses are ints, first byte highest. One thread. */
public interface SegmentOutput {

    /** Where the next segment is to be written: room for the longest header and a whole segment's payload behind it. */
    long segment();

    /**
     * Sends the {@code length} octets at {@link #segment}, followed by {@code payloadLength} octets that lie elsewhere and
     * stay there. Fills in the checksum.
     *
     * @return false where there is no room now: nothing was sent
     */
    boolean send(int localAddress, int remoteAddress, int length, long payload, int payloadLength, long nowNs);
}
