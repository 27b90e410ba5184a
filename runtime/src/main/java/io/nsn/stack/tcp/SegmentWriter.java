package io.nsn.stack.tcp;

/** Writes a header (RFC 9293 §3.1), then its options one by one, padded to whole words. The checksum is left 0. */
final class SegmentWriter {
    private long at;
    private int length;

    void start(long address, int sourcePort, int destinationPort, int sequence, int acknowledgment, int flags,
               int window) {
        at = address;
        length = TcpHeader.MIN_LENGTH;
        Bytes.put16(at, sourcePort);
        Bytes.put16(at + 2, destinationPort);
        Bytes.put32(at + 4, sequence);
        Bytes.put32(at + 8, acknowledgment);
        Bytes.put8(at + 13, flags);
        Bytes.put16(at + 14, window);
        Bytes.put32(at + 16, 0);
    }

    void mss(int mss) {
        Bytes.put32(at + length, TcpHeader.OPTION_MSS << 24 | 4 << 16 | mss);
        length += 4;
    }

    void windowScale(int shift) {
        Bytes.put32(at + length, TcpHeader.OPTION_NOP << 24 | TcpHeader.OPTION_WINDOW_SCALE << 16 | 3 << 8 | shift);
        length += 4;
    }

    void sackPermitted() {
        Bytes.put32(at + length, TcpHeader.OPTION_NOP << 24 | TcpHeader.OPTION_NOP << 16
                | TcpHeader.OPTION_SACK_PERMITTED << 8 | 2);
        length += 4;
    }

    void timestamps(int value, int echo) {
        Bytes.put32(at + length, TcpHeader.OPTION_NOP << 24 | TcpHeader.OPTION_NOP << 16
                | TcpHeader.OPTION_TIMESTAMPS << 8 | 10);
        Bytes.put32(at + length + 4, value);
        Bytes.put32(at + length + 8, echo);
        length += 12;
    }

    /** To be followed by as many {@link #sackBlock}s. */
    void sack(int blocks) {
        Bytes.put32(at + length, TcpHeader.OPTION_NOP << 24 | TcpHeader.OPTION_NOP << 16
                | TcpHeader.OPTION_SACK << 8 | 2 + 8 * blocks);
        length += 4;
    }

    void sackBlock(int start, int end) {
        Bytes.put32(at + length, start);
        Bytes.put32(at + length + 4, end);
        length += 8;
    }

    /** @return the header's length in octets */
    int finish() {
        Bytes.put8(at + 12, length >> 2 << 4);
        return length;
    }
}
