/** A benchmark that drives the daemon's agent by hand, and so lives in its package: {@link io.nsn.daemon.OverheadBenchmark}. */
package io.nsn.daemon;
