/**
 * The runtime as seen from C and Python: {@link io.nsn.client.abi.EntryPoints} hands out the addresses of the functions
 * that {@link io.nsn.api.Definition} lists, {@link io.nsn.client.abi.Calls} are those functions,
 * {@link io.nsn.client.abi.Connection} is what they work on: the process's one session, its {@code nsn_buffer_t}
 * structures and its sinks' callbacks.
 *
 * <p>Runs on the callers' threads, and on one thread for each sink with a callback. Nothing thrown may leave a call: it
 * would end the process. Imports api, client and ffi.
 */
package io.nsn.client.abi;
