package io.nsn.stack;

/** What is worth counting below UDP and TCP. */
public enum StackEvent {
    /** A frame too short for its headers, or headers that cannot be. */
    MALFORMED,
    /** A checksum of IPv4, ICMP, UDP or TCP that is wrong. */
    CHECKSUM_WRONG,
    /** A part of a larger IP packet: we send none and take none. */
    FRAGMENT,
    /** For another station, address or protocol. */
    NOT_FOR_US,
    /** A known neighbor's IP address from a MAC address that is not the neighbor's: refused. */
    SPOOFED,
    /** Our own IP address from another MAC address. */
    ADDRESS_CONFLICT,
    /** For a port that nobody has; the sender is told, so many times a second. */
    NO_PORT,
    /** An answer of ours (ARP, ICMP) that the device did not take. */
    ANSWER_LOST,
    /** A neighbor's MAC address was learned, or changed. */
    NEIGHBOR_LEARNED,
    /** A neighbor answers no more. */
    NEIGHBOR_LOST
}
