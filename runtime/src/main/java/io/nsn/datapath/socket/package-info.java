/**
 * The kernel's sockets as datapaths: {@link io.nsn.datapath.socket.UdpSocketProvider} (udpsock) and
 * {@link io.nsn.datapath.socket.TcpSocketProvider} (tcpsock), in the original's formats on the wire. Endpoints live on
 * the agent's thread. May import the SPI, counters and ffi.
 */
package io.nsn.datapath.socket;
