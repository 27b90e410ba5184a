package io.nsn.stack.tcp;

/** Why a connection is no more. */
public enum CloseReason {
    /** Both ends closed, and all data arrived. */
    FINISHED,
    /** The peer answered the SYN with a reset. */
    REFUSED,
    /** The peer reset the connection. */
    RESET,
    /** The peer was silent for the user timeout (RFC 9293 §3.8.3), or never answered. */
    TIMED_OUT,
    /** The user could make no sense of the bytes. */
    ABORTED
}
