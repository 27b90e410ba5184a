package io.nsn.api;

/** What became of an emitted message. */
public enum Outcome {
    /** Handed to the network, or to every receiver on this host. */
    SENT(0),
    /** Still with the daemon. */
    PENDING(1),
    /** Nobody to send to, or refused by the network: dropped and counted. */
    DROPPED(-1),
    /** Not a token of this source, or one too old to be remembered. */
    UNKNOWN(-2);

    private final int code;

    Outcome(int code) {
        this.code = code;
    }

    /** The value of {@code nsn_check_emit_outcome} in C and Python. */
    public int code() {
        return code;
    }
}
