/** TCP in user space alone, over a port of DPDK, without a daemon: what iperf3 is to the kernel's TCP. */
package io.nsn.perf.tcp;
