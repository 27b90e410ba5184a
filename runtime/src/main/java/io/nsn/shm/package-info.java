/**
 * The shared-memory protocol between an application and its daemon, one definition for both sides:
 * {@link io.nsn.shm.RegionLayout} computes and draws every offset, {@link io.nsn.shm.Region} maps one region,
 * {@link io.nsn.shm.RingWriter} and {@link io.nsn.shm.RingReader} move descriptors, {@link io.nsn.shm.WaitWord} lets
 * one side sleep.
 *
 * <p>Ring positions are private to each side and never shared: all that the other side can break are the entries, and
 * the daemon checks every entry it reads ({@link io.nsn.shm.Descriptor}). Imports ffi only.
 */
package io.nsn.shm;
