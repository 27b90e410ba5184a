package io.nsn.stack.tcp;

/**
 * What a host's connections have in common. Times in nanoseconds.
 *
 * @param mtu             octets of the longest IP packet that the link carries
 * @param receiveWindow   octets that a peer may have on their way to us, a multiple of 4,096
 * @param initialRto      retransmission timeout before the first measurement (RFC 6298 §2.1)
 * @param minRto          its lower bound; above the peer's longest delay of an ACK
 * @param maxRto          its upper bound (RFC 6298 §2.5)
 * @param delayedAck      how long a lone segment's ACK waits for data to ride on (RFC 9293 §3.8.6.3)
 * @param keepAliveIdle   silence after which the peer is probed (RFC 9293 §3.8.4)
 * @param keepAliveEvery  distance of further probes
 * @param userTimeout     silence of the peer, while something is owed to us, that ends the connection (§3.8.3)
 * @param timeWait        2 MSL (§3.6.1)
 */
public record TcpConfig(int mtu, int receiveWindow, long initialRto, long minRto, long maxRto, long delayedAck,
                        long keepAliveIdle, long keepAliveEvery, long userTimeout, long timeWait) {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final int IP_AND_TCP = 40;

    public static TcpConfig forMtu(int mtu) {
        return new TcpConfig(mtu, 1 << 20, SECOND, 200 * MS, 60 * SECOND, MS, 5 * SECOND, SECOND, 10 * SECOND,
                60 * SECOND);
    }

    /** The segment size that we announce: without any options (RFC 6691). */
    int mss() {
        return mtu - IP_AND_TCP;
    }

    /** The smallest shift that shows the whole window in 16 bits (RFC 7323 §2.2). */
    int windowScale() {
        return Math.max(0, 32 - Integer.numberOfLeadingZeros(receiveWindow) - 16);
    }
}
