package io.nsn.datapath.socket;

import io.nsn.ffi.Memory;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;

/** What the kernel knows of the way to a peer. */
final class PathMtu {
    /** Where there is no way to the peer yet: what nearly every network carries. */
    private static final int ETHERNET = 1500;

    private PathMtu() {}

    /**
     * Bytes of the longest IP packet that the way between two addresses takes in one frame, as the routes stand now. A
     * way that narrows later costs IP fragments, not messages.
     */
    static int of(int own, int peer) {
        int probe = BoundSocket.open(Sockets.SOCK_DGRAM, own, 0, false);
        if (probe < 0) {
            return ETHERNET;
        }
        try (Arena arena = Arena.ofConfined()) {
            long address = Ipv4Address.socketAddress(arena, peer, 1);
            int mtu = Sockets.connect(probe, address, Sockets.SOCKADDR_IN_SIZE) < 0 ? -1
                    : Sockets.getOption(probe, Sockets.IPPROTO_IP, Sockets.IP_MTU);
            return mtu > 0 ? mtu : ETHERNET;
        } finally {
            Memory.close(probe);
        }
    }
}
