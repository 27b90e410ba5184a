package io.nsn.stack.tcp;

/**
 * Initial sequence numbers that nobody else can guess: a clock of 4 µs plus a keyed hash of the connection's addresses (RFC
 * 6528 §3). The hash is SipHash-2-4, which needs no memory, in place of the RFC's MD5.
 */
final class IsnGenerator {
    private static final int CLOCK_SHIFT = 12; // 4,096 ns

    private final long key0;
    private final long key1;

    IsnGenerator(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    int next(int localAddress, int localPort, int remoteAddress, int remotePort, long nowNs) {
        return (int) (nowNs >> CLOCK_SHIFT) + (int) hash(localAddress, localPort, remoteAddress, remotePort);
    }

    /** A connection's offset to the timestamps' clock, so that they do not tell how long this host is up (RFC 7323 §7.1). */
    int timestampOffset(int localAddress, int localPort, int remoteAddress, int remotePort) {
        return (int) (hash(localAddress, localPort, remoteAddress, remotePort) >>> 32);
    }

    private long hash(int localAddress, int localPort, int remoteAddress, int remotePort) {
        long first = (long) localAddress << 32 | remoteAddress & 0xffffffffL;
        long second = (long) localPort << 16 | remotePort | 12L << 56; // the last block ends in the length
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        for (int round = 0; round < 8; round++) {
            if (round == 0) {
                v3 ^= first;
            } else if (round == 2) {
                v0 ^= first;
                v3 ^= second;
            } else if (round == 4) {
                v0 ^= second;
                v2 ^= 0xff;
            }
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
