package io.nsn.datapath.packet;

import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.port.dpdk.DpdkPorts;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A plugin's hold on the host of a DPDK device, which all plugins share that name the device. Conductor's thread. */
record DpdkHost(String device, PacketHost host) {
    private static final System.Logger LOG = System.getLogger("nsnd.dpdk");
    private static final long LINK_PATIENCE_S = 5;

    /** Opens the device that the plugin's keys name, unless another plugin has done so. */
    static DpdkHost acquire(DatapathSettings settings) throws DatapathException {
        Map<String, String> keys = settings.keys();
        String arguments = keys.get("eal_args");
        String card = keys.get("pci_device");
        String virtual = keys.get("vdev");
        String device = "dpdk " + card + " " + virtual + (card == null && virtual == null ? " " + arguments : "");
        boolean[] opened = {false};
        PacketHost host = PacketHosts.acquire(device, Ipv4Text.parse(settings.ip()), () -> {
            opened[0] = true;
            return DpdkPorts.open(arguments, card, virtual);
        });
        if (opened[0]) {
            CompletableFuture.delayedExecutor(LINK_PATIENCE_S, TimeUnit.SECONDS).execute(() -> warnWithoutLink(host));
        }
        return new DpdkHost(device, host);
    }

    /** A cable that is not plugged in is no error; but who waits for messages wants to know. */
    private static void warnWithoutLink(PacketHost host) {
        String why = host.withoutLink();
        if (!why.isEmpty()) {
            LOG.log(Level.WARNING, why);
        }
    }

    void release() {
        PacketHosts.release(device);
    }
}
