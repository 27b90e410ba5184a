/**
 * nsn-perf: measures round trips (ping, pong) and throughput (source, sink) between applications, through the public API
 * only. {@link io.nsn.perf.NsnPerf} is the command line, each role a class, {@link io.nsn.perf.RoundTrips} and
 * {@link io.nsn.perf.Throughput} what they measure. One thread does it all; a signal only clears {@link io.nsn.perf.Run}.
 */
package io.nsn.perf;
