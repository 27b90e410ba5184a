package io.nsn.stack.tcp;

/**
 * Sequence numbers (RFC 9293 §3.4). Inside the stack a connection counts octets from its initial sequence number in 64
 * bits, which never wrap: the SYN is 0, the first octet of data 1. Only headers hold the 32 bits of the wire.
 */
final class Seq {
    private Seq() {}

    /** The wire's number of an absolute one. */
    static int wire(int initial, long absolute) {
        return initial + (int) absolute;
    }

    /** The absolute number that is meant by {@code wire}: the one within 2^31 of {@code near}. */
    static long absolute(int initial, long near, int wire) {
        return near + (wire - wire(initial, near));
    }
}
