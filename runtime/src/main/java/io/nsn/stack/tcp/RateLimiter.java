package io.nsn.stack.tcp;

/** So many events a second, and no more: keeps answers to forged segments from becoming a flood (RFC 5961 §7). */
final class RateLimiter {
    private static final long PERIOD_NS = 1_000_000_000;

    private final int limit;
    private int left;
    private long periodStart;

    RateLimiter(int limit) {
        this.limit = limit;
        left = limit;
    }

    boolean allow(long nowNs) {
        if (nowNs - periodStart >= PERIOD_NS) {
            periodStart = nowNs;
            left = limit;
        }
        return left > 0 && left-- > 0;
    }
}
