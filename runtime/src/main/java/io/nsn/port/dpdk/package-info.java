/**
 * Ports around the kernel, through DPDK 22.11 without a line of C. {@link io.nsn.port.dpdk.DpdkPorts} opens them;
 * {@link io.nsn.port.dpdk.Eal} is DPDK's environment in this process, on a thread of its own, which does all that may
 * block; {@link io.nsn.port.dpdk.DpdkPort} is what the agent's thread polls: it calls the driver's burst functions by
 * their addresses, as the inline functions of DPDK's headers do.
 */
package io.nsn.port.dpdk;
