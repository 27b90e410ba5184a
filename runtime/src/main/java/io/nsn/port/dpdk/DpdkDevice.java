package io.nsn.port.dpdk;

/**
 * A device as the configuration names it: a card by its PCI address, a virtual one by driver and arguments, or none: then
 * whatever eal_args brought.
 *
 * @param bus       of DPDK: {@code pci} or {@code vdev}; empty for none
 * @param name      {@code 0000:17:00.0} or {@code net_vhost0}
 * @param arguments {@code iface=/tmp/s,queues=1}
 */
record DpdkDevice(String bus, String name, String arguments) {

    static DpdkDevice of(String pciDevice, String vdev) {
        if (vdev != null && !vdev.isBlank()) {
            String[] parts = vdev.strip().split(",", 2);
            return new DpdkDevice("vdev", parts[0], parts.length > 1 ? parts[1] : "");
        }
        if (pciDevice != null && !pciDevice.isBlank()) {
            String[] parts = pciDevice.strip().split(",", 2);
            return new DpdkDevice("pci", parts[0], parts.length > 1 ? parts[1] : "");
        }
        return new DpdkDevice("", "", "");
    }

    boolean isNamed() {
        return !bus.isEmpty();
    }

    boolean isPci() {
        return bus.equals("pci");
    }

    /** The value of {@code key=value} among the arguments, or an empty text. */
    String argument(String key) {
        for (String argument : arguments.split(",")) {
            if (argument.startsWith(key + '=')) {
                return argument.substring(key.length() + 1);
            }
        }
        return "";
    }

    /** The path of the Unix socket that this device will listen on, or an empty text. */
    String listensOn() {
        if (name.startsWith("net_vhost") && !argument("client").equals("1")) {
            return argument("iface");
        }
        return name.startsWith("net_virtio_user") && argument("server").equals("1") ? argument("path") : "";
    }

    /** What to do where DPDK does not take the device. */
    String cure() {
        if (isPci()) {
            return "bind the card to a driver of user space: dpdk-devbind.py --bind=vfio-pci " + name;
        }
        if (name.startsWith("net_virtio_user") && !argument("server").equals("1")) {
            return "start the daemon that listens on " + argument("path") + " first, or let this one listen (server=1 here, "
                    + "client=1 there)";
        }
        if (name.startsWith("net_virtio_user")) {
            return "nobody connected to " + argument("path") + " for " + ListeningSocket.PATIENCE_SECONDS
                    + " s: start the daemon with net_vhost and client=1 too";
        }
        if (!argument("iface").isEmpty() && !name.startsWith("net_vhost")) {
            return "check that the interface " + argument("iface") + " exists (ip link), and run as root";
        }
        return "check vdev: a driver of DPDK with a number, as net_vhost0, then its arguments";
    }
}
