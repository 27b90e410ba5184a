package io.nsn.stack.tcp;

/** The congestion window: slow start (RFC 5681, first window of 10 segments RFC 6928), then CUBIC (RFC 9438). Octets. */
final class Cubic {
    private static final double C = 0.4; // segments per second cubed (RFC 9438 §4.1)
    private static final double BETA = 0.7;
    private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA); // as friendly as Reno (§4.3)
    private static final int INITIAL_SEGMENTS = 10;

    private int mss;
    private double window;
    private double threshold;
    private double maximum;
    private double friendly;
    private double periodSeconds;
    private double epochWindow;
    private long epochStart;
    private boolean inEpoch;

    void reset(int mss) {
        this.mss = mss;
        window = Math.min(INITIAL_SEGMENTS * mss, Math.max(2 * mss, 14_600));
        threshold = Double.MAX_VALUE;
        maximum = 0;
        inEpoch = false;
    }

    void mss(int mss) {
        this.mss = mss;
    }

    long window() {
        return (long) window;
    }

    boolean inSlowStart() {
        return window < threshold;
    }

    /** {@code acked} octets arrived while the window was what held us back. */
    void acknowledged(long acked, long rttNs, long nowNs) {
        if (inSlowStart()) {
            window += acked;
            return;
        }
        if (!inEpoch) {
            startEpoch(nowNs);
        }
        double seconds = (nowNs - epochStart) / 1e9;
        friendly += (friendly < maximum ? ALPHA : 1) * acked * mss / window;
        double target = Math.clamp(cubic(seconds + rttNs / 1e9), window, 1.5 * window);
        if (cubic(seconds) < friendly) {
            window = Math.max(window, friendly);
        } else {
            window += (target - window) / window * acked;
        }
    }

    /** Loss found by duplicate or selective ACKs (§4.6). */
    void lost() {
        inEpoch = false;
        maximum = window < maximum ? window * (1 + BETA) / 2 : window; // fast convergence (§4.7)
        threshold = Math.max(window * BETA, 2.0 * mss);
        window = threshold;
    }

    /** The retransmission timer expired (§4.8); {@code first}: not for a segment that was sent again already. */
    void timedOut(boolean first) {
        if (first) {
            lost();
        }
        inEpoch = false;
        window = mss;
    }

    /** Nothing was sent for longer than the retransmission timeout: the window says little now (RFC 5681 §4.1). */
    void restartAfterIdle() {
        window = Math.min(window, INITIAL_SEGMENTS * (double) mss);
        inEpoch = false;
    }

    private void startEpoch(long nowNs) {
        inEpoch = true;
        epochStart = nowNs;
        epochWindow = window;
        friendly = window;
        maximum = Math.max(maximum, window);
        periodSeconds = Math.cbrt((maximum - epochWindow) / mss / C);
    }

    private double cubic(double seconds) {
        double t = seconds - periodSeconds;
        return C * t * t * t * mss + maximum;
    }
}
