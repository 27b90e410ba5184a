package io.nsn.config;

import java.util.Arrays;
import java.util.List;

/** The sections of the files, in the order in which they are written. */
public enum ConfigSection {
    GLOBAL(ConfigFile.DAEMON, "global", "The daemon itself."),
    REST(ConfigFile.DAEMON, "rest", "The REST interface; without this section it is off."),
    PEER(ConfigFile.DAEMON, "peers.NAME",
            "A remote daemon, one section for each: its address for every plugin that reaches it."),
    UDPSOCK(ConfigFile.DAEMON, "plugins.udpsock", "UDP through the kernel: default, unreliable streams."),
    TCPSOCK(ConfigFile.DAEMON, "plugins.tcpsock", "TCP through the kernel: default, reliable streams."),
    UDPDPDK(ConfigFile.DAEMON, "plugins.udpdpdk", "UDP through DPDK: fast, unreliable streams."),
    TCPDPDK(ConfigFile.DAEMON, "plugins.tcpdpdk", "TCP through DPDK: fast, reliable streams."),
    UDPXDP(ConfigFile.DAEMON, "plugins.udpxdp", "UDP through AF_XDP: fast, unreliable streams on any network card."),
    TCPXDP(ConfigFile.DAEMON, "plugins.tcpxdp", "TCP through AF_XDP: fast, reliable streams on any network card."),
    RDMA(ConfigFile.DAEMON, "plugins.rdma", "RDMA: fast, reliable streams of low consumption."),
    APP(ConfigFile.APPLICATION, "app", "The application.");

    private static final String PEERS = "peers.";
    private static final String PLUGINS = "plugins.";

    private final ConfigFile file;
    private final String header;
    private final String sentence;

    ConfigSection(ConfigFile file, String header, String sentence) {
        this.file = file;
        this.header = header;
        this.sentence = sentence;
    }

    public ConfigFile file() {
        return file;
    }

    /** What stands between the brackets; for peers with {@code NAME} for the name. */
    public String header() {
        return header;
    }

    public String sentence() {
        return sentence;
    }

    public boolean isPlugin() {
        return header.startsWith(PLUGINS);
    }

    /** The plugin's name; only where {@link #isPlugin}. */
    public String pluginName() {
        return header.substring(PLUGINS.length());
    }

    /** The keys of this section, in the order in which they are written. */
    public List<ConfigKey> keys() {
        return Arrays.stream(ConfigKey.values()).filter(key -> key.section() == this).toList();
    }

    /** The section of a file with this header, or null. */
    static ConfigSection find(ConfigFile file, String header) {
        for (ConfigSection section : values()) {
            if (section.file == file && section.matches(header)) {
                return section;
            }
        }
        return null;
    }

    private boolean matches(String written) {
        return this == PEER ? written.startsWith(PEERS) && isName(peerName(written)) : header.equals(written);
    }

    static String peerName(String header) {
        return header.substring(PEERS.length());
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }
}
