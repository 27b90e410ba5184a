package io.nsn.stack.tcp;

/** The states of a connection (RFC 9293 §3.3.2, figure 5). */
public enum TcpState {
    CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT;

    /** Whether both ends know each other's sequence numbers. */
    boolean isSynchronized() {
        return compareTo(ESTABLISHED) >= 0;
    }

    /** Whether data or a FIN may still be on their way to the peer. */
    boolean sends() {
        return switch (this) {
            case ESTABLISHED, FIN_WAIT_1, CLOSE_WAIT, CLOSING, LAST_ACK -> true;
            default -> false;
        };
    }

    /** Whether the peer may still send data. */
    boolean receives() {
        return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
    }

    /** The arrows of the figure; to CLOSED there is one from everywhere (a reset, a timeout, an abort). */
    boolean mayBecome(TcpState next) {
        if (next == CLOSED) {
            return true;
        }
        return switch (this) {
            case CLOSED -> next == LISTEN || next == SYN_SENT;
            case LISTEN -> next == SYN_RECEIVED || next == SYN_SENT;
            case SYN_SENT -> next == ESTABLISHED || next == SYN_RECEIVED;
            case SYN_RECEIVED -> next == ESTABLISHED || next == FIN_WAIT_1 || next == LISTEN;
            case ESTABLISHED -> next == FIN_WAIT_1 || next == CLOSE_WAIT;
            case FIN_WAIT_1 -> next == FIN_WAIT_2 || next == CLOSING || next == TIME_WAIT;
            case FIN_WAIT_2, CLOSING -> next == TIME_WAIT;
            case CLOSE_WAIT -> next == LAST_ACK;
            case LAST_ACK -> false;
            case TIME_WAIT -> next == SYN_RECEIVED || next == SYN_SENT || next == LISTEN;
        };
    }
}
