/**
 * What a Java application imports: {@link io.nsn.api.Session}, {@link io.nsn.api.Stream}, {@link io.nsn.api.Source},
 * {@link io.nsn.api.Sink} and {@link io.nsn.api.Buffer}; start at {@link io.nsn.api.Session#open()}.
 *
 * <p>All types are safe for use by many threads, except a {@link io.nsn.api.Buffer}, which belongs to one thread at a
 * time. A parent closes its children; closing twice is harmless. Imports nothing of this project.
 */
package io.nsn.api;
