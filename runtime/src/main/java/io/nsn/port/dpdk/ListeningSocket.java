package io.nsn.port.dpdk;

import io.nsn.port.PortException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes way for a Unix socket that DPDK is to listen on: it refuses a path that exists, even a dead process's. */
final class ListeningSocket {
    private ListeningSocket() {}

    /** @param path empty for none */
    static void clear(String path) throws PortException {
        Path file = Path.of(path);
        if (path.isEmpty() || !Files.exists(file)) {
            return;
        }
        if (Files.isRegularFile(file) || Files.isDirectory(file)) {
            throw new PortException(path + " is no socket; choose another path in vdev");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(file));
            throw new PortException("another process listens on " + path + "; end it, or choose another path in vdev");
        } catch (IOException e) {
            remove(file);
        }
    }

    private static void remove(Path file) throws PortException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new PortException(file + ", left by a process that ended, cannot be removed; remove it", e);
        }
    }
}
