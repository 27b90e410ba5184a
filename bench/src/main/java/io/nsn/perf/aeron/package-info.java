/** The same four roles over Aeron, for the benchmarks to compare with: driver and application are processes of their own. */
package io.nsn.perf.aeron;
