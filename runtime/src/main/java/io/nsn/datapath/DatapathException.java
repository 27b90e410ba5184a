package io.nsn.datapath;

/** A datapath or endpoint that could not be opened; the message names the subject and the cure. */
public final class DatapathException extends Exception {
    private static final long serialVersionUID = 1;

    public DatapathException(String message) {
        super(message);
    }

    public DatapathException(String message, Throwable cause) {
        super(message, cause);
    }
}
