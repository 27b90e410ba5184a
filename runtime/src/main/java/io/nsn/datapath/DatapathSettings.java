package io.nsn.datapath;

import java.util.List;
import java.util.Map;

/**
 * A plugin's part of the daemon's configuration.
 *
 * @param ip           the local IPv4 address, dotted
 * @param keys         all keys of the plugin's section, as text
 * @param peers        the remote daemons that this plugin reaches
 * @param maxMessage   bytes of the longest message, without the channel id: {@code io_bufs_size - 4}
 * @param maxTxBurst   messages sent in one go at most
 * @param maxRxBurst   messages received in one go at most
 */
public record DatapathSettings(String ip, Map<String, String> keys, List<Peer> peers, int maxMessage,
                               int maxTxBurst, int maxRxBurst) {

    /** A remote daemon: its name in the configuration, and its IPv4 address for this plugin. */
    public record Peer(String name, String ip) {}

    public DatapathSettings {
        keys = Map.copyOf(keys);
        peers = List.copyOf(peers);
    }
}
