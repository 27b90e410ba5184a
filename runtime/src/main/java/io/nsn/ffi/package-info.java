/**
 * The operating system through Panama FFM: system calls as static methods, one class for each concern.
 *
 * <p>Every call answers like the kernel does: a value that is not negative on success, {@code -errno} on failure.
 * Callers that cannot go on turn the latter into a {@link io.nsn.ffi.NativeException}, which names call, subject and
 * errno. Addresses are plain {@code long}s on hot paths. All methods may be called from any thread; none keeps state.
 *
 * <p>Imports nothing of this project.
 */
package io.nsn.ffi;
