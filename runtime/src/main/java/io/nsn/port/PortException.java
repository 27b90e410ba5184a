package io.nsn.port;

/** A port that could not be opened; the message is one line that names the device and the cure. */
public final class PortException extends Exception {
    private static final long serialVersionUID = 1;

    public PortException(String message) {
        super(message);
    }

    public PortException(String message, Throwable cause) {
        super(message, cause);
    }
}
