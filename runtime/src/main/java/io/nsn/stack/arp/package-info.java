/**
 * Address resolution (RFC 826) for neighbors known beforehand: {@link io.nsn.stack.arp.ArpTable} asks, answers, refreshes
 * and announces; {@link io.nsn.stack.arp.Neighbor} is one of them. It learns nothing about anybody else, so a flood of ARP
 * packets fills no table.
 *
 * <p>A neighbor's IP address that comes from a second MAC address is refused and counted, in ARP packets and in all
 * others, while the neighbor answers at the first; it is asked at once. If it does not answer within half a second, it has
 * moved (a daemon started anew, a card replaced), and the next claim is believed.
 */
package io.nsn.stack.arp;
