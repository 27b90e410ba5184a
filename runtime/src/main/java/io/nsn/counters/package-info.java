/**
 * Every drop, copy, fallback and stall has a name here: {@link io.nsn.counters.Counter} lists them,
 * {@link io.nsn.counters.Counters} holds one set of values. Knows nobody; REST, {@code insane stats} and the docs
 * iterate over the enum.
 */
package io.nsn.counters;
