/**
 * Datapaths that go around the kernel: the network stack of {@code io.nsn.stack} over a {@link io.nsn.port.PacketPort}.
 * {@link io.nsn.datapath.packet.PacketHost} is one address on one port, which all endpoints of this process share whose
 * plugins name the same device; {@link io.nsn.datapath.packet.PacketHosts} opens it with the first and closes it with the
 * last. Endpoints and hosts live on the agent's thread, providers on the conductor's.
 */
package io.nsn.datapath.packet;
