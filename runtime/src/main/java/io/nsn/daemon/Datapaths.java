package io.nsn.daemon;

import io.nsn.config.DaemonConfig;
import io.nsn.config.PluginConfig;
import io.nsn.datapath.Availability;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathProvider;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.local.LocalDatapath;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The plugins of this host: those that run, and for the others why not. Conductor's thread. */
final class Datapaths implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("nsnd.datapath");
    private static final int CHANNEL_ID_BYTES = 4;

    private final Map<String, Datapath> running = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final Map<String, DatapathProvider> providers = new LinkedHashMap<>();

    private Datapaths() {
        running.put(QosSelector.LOCAL, new LocalDatapath());
        ServiceLoader.load(DatapathProvider.class).forEach(provider -> providers.put(provider.name(), provider));
    }

    /** Only delivery on this host. */
    static Datapaths localOnly() {
        return new Datapaths();
    }

    /** Only this one besides delivery on this host: what a practice run needs. */
    static Datapaths of(String name, Datapath datapath) {
        Datapaths datapaths = new Datapaths();
        datapaths.running.put(name, datapath);
        return datapaths;
    }

    /** Who makes datapaths of this name; null where this build has none. */
    static DatapathProvider provider(String name) {
        return new Datapaths().providers.get(name);
    }

    /** Starts every plugin that has a section; one that cannot start is logged and left out. */
    static Datapaths start(DaemonConfig config) {
        Datapaths datapaths = new Datapaths();
        for (PluginConfig plugin : config.plugins().values()) {
            datapaths.start(plugin, config);
        }
        return datapaths;
    }

    /** The running datapath of this name, or null. */
    Datapath running(String name) {
        return running.get(name);
    }

    /** Why a datapath does not run; one clause. */
    String reason(String name) {
        return reasons.getOrDefault(name, "no [plugins." + name + "] section");
    }

    Map<String, String> unavailable() {
        return reasons;
    }

    List<String> names() {
        return new ArrayList<>(running.keySet());
    }

    private void start(PluginConfig plugin, DaemonConfig config) {
        DatapathProvider provider = providers.get(plugin.name());
        if (provider == null) {
            leaveOut(plugin.name(), "not part of this build", "");
            return;
        }
        DatapathSettings settings = settings(plugin, config);
        Availability availability = provider.availability(settings);
        if (!availability.usable()) {
            leaveOut(plugin.name(), availability.reason(), availability.remedy());
            return;
        }
        try {
            running.put(plugin.name(), provider.start(settings));
        } catch (DatapathException e) {
            leaveOut(plugin.name(), e.getMessage(), "");
        }
    }

    private void leaveOut(String name, String reason, String remedy) {
        reasons.put(name, reason);
        LOG.log(Level.WARNING, "{0} is off: {1}{2}", name, reason, remedy.isEmpty() ? "" : "; " + remedy);
    }

    static DatapathSettings settings(PluginConfig plugin, DaemonConfig config) {
        List<DatapathSettings.Peer> peers = config.peers().stream()
                .filter(peer -> peer.ips().containsKey(plugin.name()))
                .map(peer -> new DatapathSettings.Peer(peer.name(), peer.ips().get(plugin.name())))
                .toList();
        return new DatapathSettings(plugin.ip(), plugin.keys(), peers, config.ioBufsSize() - CHANNEL_ID_BYTES,
                config.maxTxBurst(), config.maxRxBurst());
    }

    @Override
    public void close() {
        running.values().forEach(Datapath::close);
        running.clear();
    }
}
