package io.nsn.config;

import java.util.Map;

/**
 * A plugin that is on.
 *
 * @param name as in {@code [plugins.NAME]}
 * @param ip   this host's IPv4 address for it
 * @param keys all keys of its section, as text without quotes
 */
public record PluginConfig(String name, String ip, Map<String, String> keys) {

    public PluginConfig {
        keys = Map.copyOf(keys);
    }
}
