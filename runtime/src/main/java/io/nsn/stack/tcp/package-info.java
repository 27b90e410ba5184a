/**
 * TCP in user space (RFC 9293): {@link io.nsn.stack.tcp.TcpHost} holds the connections of one host,
 * {@link io.nsn.stack.tcp.TcpConnection} is one of them, {@link io.nsn.stack.tcp.TcpUser} whose bytes it carries.
 *
 * <p>Pure: time and segments go in, segments come out by {@link io.nsn.stack.tcp.SegmentOutput}. No I/O, no clock, no
 * threads, no allocation after a connection is made. It keeps no copy of what it sends: the user is asked for it again. What
 * arrives goes straight to the user; what is out of order or refused waits in blocks that all connections share.
 *
 * <p>What it does by which RFC, and what it does not: docs/tcp.md.
 *
 * <p>Imports stack, stack.ip and stack.wire, all of it in {@link io.nsn.stack.tcp.TcpOverIp}.
 */
package io.nsn.stack.tcp;
