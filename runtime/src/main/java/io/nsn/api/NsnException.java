package io.nsn.api;

/** A call that could not be carried out; the message says what, why and what to do about it. */
public class NsnException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NsnException(String message) {
        super(message);
    }

    public NsnException(String message, Throwable cause) {
        super(message, cause);
    }
}
