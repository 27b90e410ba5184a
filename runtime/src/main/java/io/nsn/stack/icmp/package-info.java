/**
 * ICMP (RFC 792): {@link io.nsn.stack.icmp.IcmpReplies} writes echo replies and port-unreachable errors;
 * {@link io.nsn.stack.icmp.IcmpError} reads errors about packets of ours. Imports stack and stack.wire.
 */
package io.nsn.stack.icmp;
