package io.nsn.datapath.packet;

import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.port.memory.MemoryPort;

/** Hosts for the practice run: joined by a cable in memory, since a device is not to be disturbed by it. */
final class PacketPractice {
    private static final int MTU = 1500;
    private static final int FRAMES = 64;

    private PacketPractice() {}

    static PacketHost[] join(DatapathSettings one, DatapathSettings other) throws DatapathException {
        MemoryPort.Pair cable = MemoryPort.pair(MTU, FRAMES);
        return new PacketHost[] {new PacketHost(cable.left(), Ipv4Text.parse(one.ip())),
            new PacketHost(cable.right(), Ipv4Text.parse(other.ip()))};
    }
}
