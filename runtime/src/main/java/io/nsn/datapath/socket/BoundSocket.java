package io.nsn.datapath.socket;

import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;

/** Makes non-blocking sockets bound to this host's address and an application id. */
final class BoundSocket {
    private BoundSocket() {}

    /** The addresses of a plugin's peers. */
    static int[] peers(DatapathSettings settings) throws DatapathException {
        int[] peers = new int[settings.peers().size()];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = Ipv4Address.parse(settings.peers().get(i).ip());
        }
        return peers;
    }

    /** @throws DatapathException that names address, errno and cure */
    static int open(String plugin, int type, int address, String dotted, int port, boolean shared)
            throws DatapathException {
        int fd = create(type, shared);
        String subject = dotted + ":" + port;
        int failed = fd < 0 ? fd : bind(fd, address, port);
        if (failed < 0) {
            if (fd >= 0) {
                Memory.close(fd);
            }
            throw new DatapathException(new NativeException("bind", subject, -failed).getMessage() + cure(plugin,
                    -failed));
        }
        return fd;
    }

    /** A socket that is bound, or {@code -errno}. */
    static int open(int type, int address, int port, boolean shared) {
        int fd = create(type, shared);
        int failed = fd < 0 ? fd : bind(fd, address, port);
        if (failed < 0 && fd >= 0) {
            Memory.close(fd);
        }
        return failed < 0 ? failed : fd;
    }

    /** Large buffers: beyond the system's limit where the process may, else up to it. */
    static void setBuffers(int fd, int bytes) {
        if (Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, bytes) < 0) {
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, bytes);
        }
        if (Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDBUFFORCE, bytes) < 0) {
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, bytes);
        }
    }

    private static int create(int type, boolean shared) {
        int fd = Sockets.socket(Sockets.AF_INET, type | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC, 0);
        if (fd >= 0 && shared) {
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_REUSEADDR, 1);
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_REUSEPORT, 1);
        }
        return fd;
    }

    private static int bind(int fd, int address, int port) {
        try (Arena arena = Arena.ofConfined()) {
            return Sockets.bind(fd, Ipv4Address.socketAddress(arena, address, port), Sockets.SOCKADDR_IN_SIZE);
        }
    }

    private static String cure(String plugin, int errno) {
        return switch (errno) {
            case NativeException.EADDRINUSE -> ": another program uses this port; end it, or take another application id "
                    + "([app] l4_port in nsn-app.cfg)";
            case NativeException.EADDRNOTAVAIL -> ": no interface of this host has the address; correct [plugins."
                    + plugin + "] ip in nsnd.cfg";
            case NativeException.EACCES -> ": application ids below 1024 need a daemon run as root";
            default -> "";
        };
    }
}
