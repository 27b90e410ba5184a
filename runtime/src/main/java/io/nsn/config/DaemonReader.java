package io.nsn.config;

import static io.nsn.config.ConfigKey.APP_NUM;
import static io.nsn.config.ConfigKey.IO_BUFS_NUM;
import static io.nsn.config.ConfigKey.IO_BUFS_SIZE;
import static io.nsn.config.ConfigKey.LOG_LEVEL;
import static io.nsn.config.ConfigKey.MAX_RX_BURST;
import static io.nsn.config.ConfigKey.MAX_TX_BURST;
import static io.nsn.config.ConfigKey.REST_HOST;
import static io.nsn.config.ConfigKey.REST_PORT;
import static io.nsn.config.ConfigKey.SHM_SIZE;
import static io.nsn.config.ConfigKey.SOCKET;

import io.nsn.config.ConfigDocument.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a {@link DaemonConfig} of a parsed file: what no single line can tell is checked here. */
final class DaemonReader {
    private static final String IP = "ip";
    private static final String PEER_IP = "_ip";
    private static final long MIB = 1 << 20;

    private final ConfigDocument document;

    private DaemonReader(ConfigDocument document) {
        this.document = document;
    }

    static DaemonConfig read(ConfigDocument document) {
        document.throwProblems();
        DaemonReader reader = new DaemonReader(document);
        reader.checkMemory();
        reader.checkPlugins();
        reader.checkPeers();
        document.throwProblems();
        return reader.config();
    }

    private DaemonConfig config() {
        Section socket = document.section(SOCKET.section().header());
        boolean named = socket != null && socket.values().containsKey(SOCKET);
        boolean rest = document.section(REST_PORT.section().header()) != null;
        return new DaemonConfig(document.number(APP_NUM), document.number(IO_BUFS_NUM), document.number(IO_BUFS_SIZE),
                document.number(SHM_SIZE), document.number(MAX_TX_BURST), document.number(MAX_RX_BURST),
                LogLevel.of(document.text(LOG_LEVEL)), named ? document.text(SOCKET) : null,
                document.text(REST_HOST), rest ? document.number(REST_PORT) : 0, peers(), plugins());
    }

    private List<PeerConfig> peers() {
        List<PeerConfig> peers = new ArrayList<>();
        for (Section section : document.sections()) {
            if (section.kind() == ConfigSection.PEER) {
                Map<String, String> ips = new HashMap<>();
                section.values().forEach((key, value) -> ips.put(plugin(key), value.text()));
                peers.add(new PeerConfig(ConfigSection.peerName(section.header()), ips));
            }
        }
        return peers;
    }

    private Map<String, PluginConfig> plugins() {
        Map<String, PluginConfig> plugins = new LinkedHashMap<>();
        for (Section section : document.sections()) {
            if (section.kind().isPlugin()) {
                Map<String, String> keys = new HashMap<>();
                section.values().forEach((key, value) -> keys.put(key.key(), value.text()));
                String name = section.kind().pluginName();
                plugins.put(name, new PluginConfig(name, keys.get(IP), keys));
            }
        }
        return plugins;
    }

    /** Of a peer's key such as {@code udpsock_ip}, the plugin. */
    private static String plugin(ConfigKey peerKey) {
        return peerKey.key().substring(0, peerKey.key().length() - PEER_IP.length());
    }

    private void checkMemory() {
        int num = document.number(IO_BUFS_NUM);
        int size = document.number(IO_BUFS_SIZE);
        long needed = (2L * num * size + MIB - 1) / MIB;
        if (needed > document.number(SHM_SIZE)) {
            boolean possible = SHM_SIZE.type().accepts(Long.toString(needed));
            document.problem(SHM_SIZE, "too little: two pools of " + num + " buffers of " + size + " bytes take "
                    + needed + " MB; " + (possible ? "raise shm_size to " + needed + ", or " : "")
                    + "lower io_bufs_num or io_bufs_size");
        }
        for (ConfigKey burst : List.of(MAX_TX_BURST, MAX_RX_BURST)) {
            if (document.number(burst) > num) {
                document.problem(burst, "must not be more than io_bufs_num, which is " + num);
            }
        }
    }

    private void checkPlugins() {
        for (Section section : document.sections()) {
            for (ConfigKey key : section.kind().keys()) {
                if (key.required() && section.text(key) == null) {
                    document.problem(section.line(), "[" + section.header() + "]", key.key()
                            + " is missing; it must be " + key.type().rule() + ", in double quotes");
                }
            }
        }
    }

    /** A plugin tells its peers apart by their addresses, and its own is none of theirs. */
    private void checkPeers() {
        Map<String, String> taken = new HashMap<>();
        for (Section section : document.sections()) {
            if (section.kind().isPlugin()) {
                section.values().forEach((key, value) -> {
                    if (key.required()) {
                        taken.put(section.kind().pluginName() + ' ' + value.text(), section.header());
                    }
                });
            }
        }
        for (Section section : document.sections()) {
            if (section.kind() == ConfigSection.PEER) {
                section.values().forEach((key, value) -> {
                    String owner = taken.putIfAbsent(plugin(key) + ' ' + value.text(), section.header());
                    if (owner != null) {
                        document.problem(value.line(),
                                ConfigDocument.describe(section.header(), key, value.text()),
                                "is the address of [" + owner + "] already; a peer is another host, with its own");
                    }
                });
            }
        }
    }
}
