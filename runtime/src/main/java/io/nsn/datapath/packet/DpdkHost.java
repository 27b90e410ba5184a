package io.nsn.datapath.packet;

import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.port.dpdk.DpdkPorts;
import java.util.Map;

/** A plugin's hold on the host of a DPDK device, which all plugins share that name the device. Conductor's thread. */
record DpdkHost(String device, PacketHost host) {

    /** Opens the device that the plugin's keys name, unless another plugin has done so. */
    static DpdkHost acquire(DatapathSettings settings) throws DatapathException {
        Map<String, String> keys = settings.keys();
        String arguments = keys.get("eal_args");
        String card = keys.get("pci_device");
        String virtual = keys.get("vdev");
        String device = "dpdk " + card + " " + virtual + (card == null && virtual == null ? " " + arguments : "");
        return new DpdkHost(device, PacketHosts.acquire(device, Ipv4Text.parse(settings.ip()),
                () -> DpdkPorts.open(arguments, card, virtual)));
    }

    void release() {
        PacketHosts.release(device);
    }
}
