/**
 * The plugin SPI: a {@link io.nsn.datapath.DatapathProvider} tells whether this host can and makes a
 * {@link io.nsn.datapath.Datapath}, whose {@link io.nsn.datapath.Endpoint}s carry the messages of one application id.
 *
 * <p>Providers and {@code Datapath.open} run on the conductor's thread and may block briefly and throw. Endpoints live
 * on the agent's thread alone: no locks, no blocking, no allocation in steady state, no logging.
 *
 * <p>May import shm, stack, port, counters, ffi.
 */
package io.nsn.datapath;
