package io.nsn.port.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.nsn.ffi.Memory;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What the kernel says of a network interface in this network namespace, see netdevice(7). */
final class KernelInterface {
    private static final long SIOCGIFMTU = 0x8921;
    /** {@code struct ifreq}: 16 bytes of name, then a union. */
    private static final int IFREQ_SIZE = 40;
    private static final int IFREQ_VALUE = 16;

    private KernelInterface() {}

    /** -1 where there is no such interface. */
    static int mtu(String name) {
        if (name.length() >= IFREQ_VALUE) {
            return -1;
        }
        int socket = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_SIZE, 8);
            request.setString(0, name);
            return Sockets.ioctl(socket, SIOCGIFMTU, request.address()) < 0 ? -1 : request.get(JAVA_INT, IFREQ_VALUE);
        } finally {
            Memory.close(socket);
        }
    }
}
