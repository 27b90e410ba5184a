package io.nsn.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code nsnd.cfg}, whole and checked. Says nothing of what this host can do: that is the plugins' to find out.
 *
 * @param appNum     applications connected at a time
 * @param ioBufsNum  slots of an application's send pool, and of its receive pool; a power of two
 * @param ioBufsSize bytes of a slot, the 4-byte channel id included
 * @param shmSizeMb  MiB that one application's region may have
 * @param maxTxBurst messages sent in one go
 * @param maxRxBurst messages received in one go
 * @param socket     where the file wants the control socket, or null: see {@link SocketName#resolve}
 * @param restHost   host name or address of the REST interface
 * @param restPort   its TCP port; 0: no REST interface
 * @param peers      the remote daemons, in the order of the file
 * @param plugins    the plugins that are on, by name, in the order of the file
 */
public record DaemonConfig(int appNum, int ioBufsNum, int ioBufsSize, int shmSizeMb, int maxTxBurst, int maxRxBurst,
                           LogLevel logLevel, String socket, String restHost, int restPort, List<PeerConfig> peers,
                           Map<String, PluginConfig> plugins) {

    /** Bytes of every message's channel id. */
    private static final int CHANNEL_ID_BYTES = 4;

    public DaemonConfig {
        peers = List.copyOf(peers);
        plugins = Collections.unmodifiableMap(new LinkedHashMap<>(plugins));
    }

    /** Bytes of the longest message, without its channel id. */
    public int maxMessage() {
        return ioBufsSize - CHANNEL_ID_BYTES;
    }

    /** @throws ConfigException with everything that is wrong with the file */
    public static DaemonConfig load(Path file) {
        return DaemonReader.read(ConfigParser.parse(ConfigFile.DAEMON, file));
    }

    /** Without a file: this host alone, through the kernel's sockets on the loopback interface. */
    public static DaemonConfig embedded() {
        return DaemonReader.read(ConfigParser.parse(ConfigFile.DAEMON, "built in", """
                [plugins.udpsock]
                ip = "127.0.0.1"
                [plugins.tcpsock]
                ip = "127.0.0.1"
                """));
    }
}
