/**
 * The conversation on the daemon's Unix socket: {@link io.nsn.control.Request} and {@link io.nsn.control.Reply} are its
 * messages, {@link io.nsn.control.ControlCodec} their bytes, {@link io.nsn.control.ControlSocket} the socket, which also
 * carries file descriptors. One request, one reply, in order. Imports ffi only.
 */
package io.nsn.control;
