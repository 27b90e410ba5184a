/**
 * Two ports joined in memory: a wire for tests and for practice, with no device below. {@link io.nsn.port.memory.MemoryPort}
 * makes the pair; each end has a thread of its own.
 */
package io.nsn.port.memory;
