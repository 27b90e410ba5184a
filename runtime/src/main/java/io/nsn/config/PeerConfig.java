package io.nsn.config;

import java.util.Map;

/**
 * A remote daemon.
 *
 * @param name the NAME of its section {@code [peers.NAME]}
 * @param ips  its IPv4 address for each plugin that reaches it, by the plugin's name
 */
public record PeerConfig(String name, Map<String, String> ips) {

    public PeerConfig {
        ips = Map.copyOf(ips);
    }
}
