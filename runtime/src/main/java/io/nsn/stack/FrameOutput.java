package io.nsn.stack;

/** Where frames go. */
@FunctionalInterface
public interface FrameOutput {

    /**
     * Sends a frame of two parts. The first is the caller's again at once; the second must stay where it is as long as
     * the answer says.
     */
    Sent send(long headers, int headersLength, long payload, int payloadLength);
}
