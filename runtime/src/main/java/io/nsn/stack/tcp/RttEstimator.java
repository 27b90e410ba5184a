package io.nsn.stack.tcp;

/** Round-trip time and the retransmission timeout made of it (RFC 6298). Nanoseconds. */
final class RttEstimator {
    private static final int MAX_BACKOFF = 12;

    private final TcpConfig config;
    private long smoothed;
    private long variation;
    private long timeout;
    private int backoff;

    RttEstimator(TcpConfig config) {
        this.config = config;
        timeout = config.initialRto();
    }

    void reset() {
        smoothed = 0;
        variation = 0;
        timeout = config.initialRto();
        backoff = 0;
    }

    /** A measurement that no retransmission blurs (Karn's algorithm, RFC 6298 §3). */
    void sample(long rtt) {
        long measured = Math.max(1, rtt);
        if (smoothed == 0) {
            smoothed = measured;
            variation = measured / 2;
        } else {
            variation += (Math.abs(smoothed - measured) - variation) / 4;
            smoothed += (measured - smoothed) / 8;
        }
        timeout = Math.clamp(smoothed + 4 * variation, config.minRto(), config.maxRto());
    }

    /** 0 before the first measurement. */
    long smoothed() {
        return smoothed;
    }

    /** What the retransmission timer is set to, doubled for each expiry since the last progress (§5.5). */
    long timeout() {
        return Math.min(config.maxRto(), timeout << backoff);
    }

    void backOff() {
        backoff = Math.min(MAX_BACKOFF, backoff + 1);
    }

    /** New data was acknowledged (§5.3). */
    void progress() {
        backoff = 0;
    }

    /** The SYN had to be sent again: without a measurement the timeout may be too short for this path (§5.7). */
    void handshakeWasLost() {
        if (smoothed == 0) {
            timeout = 3 * config.initialRto();
        }
    }
}
