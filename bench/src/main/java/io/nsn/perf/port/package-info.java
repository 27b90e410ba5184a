/** Frames through a bare port of DPDK, without daemon and applications: {@code bench/c/port_echo.c} is the same in C. */
package io.nsn.perf.port;
