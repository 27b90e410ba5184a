package io.nsn.daemon;

/** A daemon that cannot start; the message is one line with the cure. */
public final class DaemonException extends Exception {
    private static final long serialVersionUID = 1;

    DaemonException(String message, Throwable cause) {
        super(message, cause);
    }
}
