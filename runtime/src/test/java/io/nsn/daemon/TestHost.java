package io.nsn.daemon;

import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.client.DaemonInfo;
import io.nsn.config.AppConfig;
import io.nsn.config.DaemonConfig;
import io.nsn.config.LogLevel;
import io.nsn.config.PeerConfig;
import io.nsn.config.PluginConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real daemon with a control socket of its own, in the test's process. */
final class TestHost implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Daemon daemon;
    final String socket = "@nsn-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    private TestHost(DaemonConfig base) {
        DaemonConfig config = new DaemonConfig(base.appNum(), base.ioBufsNum(), base.ioBufsSize(), base.shmSizeMb(),
                base.maxTxBurst(), base.maxRxBurst(), base.logLevel(), socket, base.restHost(), 0, base.peers(),
                base.plugins());
        try {
            daemon = Daemon.start(config);
        } catch (DaemonException e) {
            throw new AssertionError(e);
        }
    }

    /** With no plugin: delivery on this host only, so that tests need no ports. */
    static TestHost localOnly() {
        return localOnly(1024);
    }

    static TestHost localOnly(int slots) {
        DaemonConfig base = DaemonConfig.embedded();
        return new TestHost(new DaemonConfig(64, slots, base.ioBufsSize(), base.shmSizeMb(), base.maxTxBurst(),
                base.maxRxBurst(), LogLevel.WARN, null, base.restHost(), 0, List.of(), Map.of()));
    }

    /** With both kernel datapaths on an address, and these addresses for peers. */
    static TestHost networked(int slots, int slotSize, String own, String... peers) {
        DaemonConfig base = DaemonConfig.embedded();
        List<PeerConfig> known = Stream.of(peers)
                .map(peer -> new PeerConfig(peer, Map.of("udpsock", peer, "tcpsock", peer))).toList();
        Map<String, PluginConfig> plugins = Map.of("udpsock", new PluginConfig("udpsock", own, Map.of("ip", own)),
                "tcpsock", new PluginConfig("tcpsock", own, Map.of("ip", own)));
        return new TestHost(new DaemonConfig(64, slots, slotSize, base.shmSizeMb(), base.maxTxBurst(),
                base.maxRxBurst(), LogLevel.WARN, null, base.restHost(), 0, known, plugins));
    }

    ClientSession connect(int applicationId) {
        return ClientSession.connect(new AppConfig(applicationId, LogLevel.WARN), socket);
    }

    /** A counter of the daemon, by its name. */
    long counter(String label) {
        String report = DaemonInfo.fetch(socket);
        int at = report.indexOf("\"" + label + "\":") + label.length() + 3;
        return Long.parseLong(report.substring(at).split("[,}]")[0]);
    }

    static int stream(ClientSession session, Qos qos) {
        return session.createStream(qos.datapath().ordinal(), qos.consumption().ordinal(),
                qos.determinism().ordinal(), qos.reliability().ordinal());
    }

    /** Waits for a condition; fails with {@code what} where it does not come true in time. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not in time: " + what);
            }
            Thread.yield();
        }
    }

    /** The next message of a sink, waiting for it. */
    static long consume(ClientSession session, int sink) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long message;
        while ((message = session.tryConsume(sink)) == ClientSession.NONE) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("no message in time");
            }
            session.awaitData(sink, 100_000_000);
        }
        return message;
    }

    @Override
    public void close() {
        daemon.close();
    }
}
