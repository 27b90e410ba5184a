package io.nsn.datapath.socket;

import io.nsn.datapath.DatapathException;
import io.nsn.ffi.Native;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/** IPv4 addresses as {@code struct sockaddr_in}. */
final class Ipv4Address {
    private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt ADDRESS = ValueLayout.JAVA_INT_UNALIGNED;

    private Ipv4Address() {}

    /** The four bytes in network order, as an int of this machine. @throws DatapathException where it is none */
    static int parse(String dotted) throws DatapathException {
        String[] parts = dotted.split("\\.", -1);
        int value = 0;
        try {
            for (int i = 0; i < 4; i++) {
                int part = Integer.parseInt(parts[i]);
                if (part < 0 || part > 255 || parts.length != 4) {
                    throw new NumberFormatException();
                }
                value |= part << 8 * i;
            }
            return value;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new DatapathException("'" + dotted + "' is no IPv4 address: write it as 10.0.0.1", e);
        }
    }

    /** A new {@code struct sockaddr_in}. */
    static long socketAddress(Arena arena, int address, int port) {
        long at = arena.allocate(Sockets.SOCKADDR_IN_SIZE, 8).address();
        Native.MEMORY.set(PORT, at, (short) Sockets.AF_INET);
        Native.MEMORY.set(PORT, at + 2, Short.reverseBytes((short) port));
        Native.MEMORY.set(ADDRESS, at + 4, address);
        return at;
    }

    static int address(long socketAddress) {
        return Native.MEMORY.get(ADDRESS, socketAddress + 4);
    }

    static int port(long socketAddress) {
        return Short.reverseBytes(Native.MEMORY.get(PORT, socketAddress + 2)) & 0xffff;
    }
}
