/**
 * The API inside the application's process: {@link io.nsn.client.ClientSession} is the whole of it by handles and slot
 * numbers, allocating nothing for a message; {@link io.nsn.client.JavaSession} gives it the face of io.nsn.api. Any
 * thread may call; one thread of its own watches the daemon. May import api, config, control, shm, ffi.
 */
package io.nsn.client;
