/**
 * IPv4 of one host on one link (RFC 791, RFC 1122): {@link io.nsn.stack.ip.IpHost} takes frames and hands what they carry
 * to {@link io.nsn.stack.ip.L4Handler}s, answers ARP and ICMP by itself, and puts its headers before what they send.
 * Imports stack, stack.wire, stack.arp, stack.icmp.
 */
package io.nsn.stack.ip;
