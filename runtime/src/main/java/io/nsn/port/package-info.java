/**
 * Where frames come from and go to: {@link io.nsn.port.PacketPort}, one sub-package for each kind (dpdk, xdp, tap,
 * memory), and ports around ports (fault injection, pcap capture). A port belongs to the agent's thread once it is open.
 * May import ffi and counters.
 */
package io.nsn.port;
