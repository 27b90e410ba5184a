/**
 * What stands on the wire: Ethernet, ARP, IPv4, ICMP and UDP headers as views over memory by absolute address, and the
 * Internet checksum. A view is one reused object of one thread, entered through {@code wrap}, which reads every field once
 * and checks it: after it said yes no getter can fail, whatever the sender does to the memory meanwhile. Static
 * {@code write}s make headers.
 *
 * <p>IPv4 addresses are ints and MAC addresses longs, the first byte on the wire highest. Imports nobody.
 */
package io.nsn.stack.wire;
