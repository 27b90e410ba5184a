package io.nsn.daemon;

import io.nsn.config.DaemonConfig;
import io.nsn.config.PeerConfig;
import io.nsn.config.PluginConfig;

/** What a daemon says of itself when it starts. */
final class Banner {
    private Banner() {}

    static String of(DaemonConfig config, String socketName, Datapaths datapaths) {
        StringBuilder text = new StringBuilder("INSANE daemon 2.0.0, control socket ").append(socketName).append('\n');
        for (PluginConfig plugin : config.plugins().values()) {
            boolean runs = datapaths.running(plugin.name()) != null;
            text.append(String.format("  plugin %-8s %-15s %s%n", plugin.name(), plugin.ip(),
                    runs ? "ready" : "off: " + datapaths.reason(plugin.name())));
        }
        if (config.plugins().isEmpty()) {
            text.append("  no plugins: applications on this host only\n");
        }
        for (PeerConfig peer : config.peers()) {
            text.append(String.format("  peer   %-8s %s%n", peer.name(), peer.ips()));
        }
        if (config.peers().isEmpty()) {
            text.append("  no peers: [peers.NAME] sections in nsnd.cfg add other hosts\n");
        }
        return text.toString().stripTrailing();
    }
}
