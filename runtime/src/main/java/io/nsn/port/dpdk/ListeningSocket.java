package io.nsn.port.dpdk;

import io.nsn.port.PortException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A Unix socket that DPDK is to listen on. DPDK refuses a path that exists, even a dead process's; and virtio-user as the
 * server waits for its peer for ever.
 */
final class ListeningSocket {
    static final int PATIENCE_SECONDS = 2;

    private ListeningSocket() {}

    /**
     * Ends DPDK's wait for a peer by a connection that closes at once; DPDK then gives up.
     *
     * @return to be cancelled once DPDK has answered
     */
    static Future<?> giveUpLater(String path) {
        CompletableFuture<Void> later = new CompletableFuture<>();
        later.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).thenRun(() -> giveUp(path));
        return later;
    }

    /** As {@link #giveUpLater}, now. @param path empty for none */
    static void giveUp(String path) {
        if (!path.isEmpty()) {
            connect(Path.of(path));
        }
    }

    /** Whether somebody listens on {@code path}. DPDK would find that out too, and print its own lines about it. */
    static boolean answers(String path) {
        return connect(Path.of(path));
    }

    /** @param path empty for none */
    static void clear(String path) throws PortException {
        Path file = Path.of(path);
        if (path.isEmpty() || !Files.exists(file)) {
            return;
        }
        if (Files.isRegularFile(file) || Files.isDirectory(file)) {
            throw new PortException(path + " is no socket; choose another path in vdev");
        }
        if (connect(file)) {
            throw new PortException("another process listens on " + path + "; end it, or choose another path in vdev");
        }
        remove(file);
    }

    /** Whether somebody listens. */
    private static boolean connect(Path file) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(file));
        } catch (IOException e) {
            return false;
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
