/**
 * A host's network stack over a device that moves Ethernet frames: ARP, IPv4, ICMP, UDP and TCP, one package each;
 * {@link io.nsn.stack.ip.IpHost} joins them. Pure logic driven by {@code (now, frame in) -> frames out}: no I/O, no
 * threads, no clock of its own, no allocation in steady state. Imports nobody outside.
 *
 * <p>Here is what all layers share: where frames go ({@link io.nsn.stack.FrameOutput}), what the device does about
 * checksums ({@link io.nsn.stack.ChecksumPolicy}), and what is worth counting ({@link io.nsn.stack.StackEvent}).
 *
 * <p>Not here: IPv6, fragments, routing beyond the link, VLAN tags, multicast.
 */
package io.nsn.stack;
