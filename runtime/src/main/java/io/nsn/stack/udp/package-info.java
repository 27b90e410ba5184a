/**
 * UDP (RFC 768): {@link io.nsn.stack.udp.UdpHost} gives what arrives to whom the port belongs,
 * {@link io.nsn.stack.udp.UdpFlow} sends from one port to one neighbor's. Imports stack, stack.wire, stack.arp, stack.ip.
 */
package io.nsn.stack.udp;
