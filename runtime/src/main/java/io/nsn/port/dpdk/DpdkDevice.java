package io.nsn.port.dpdk;

import io.nsn.port.PortException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A device as the configuration names it: a card by its PCI address, a virtual one by driver and arguments, or none: then
 * whatever eal_args brought.
 *
 * @param bus       of DPDK: {@code pci} or {@code vdev}; empty for none
 * @param name      {@code 0000:17:00.0} or {@code net_vhost0}
 * @param arguments {@code iface=/tmp/s,queues=1}
 */
record DpdkDevice(String bus, String name, String arguments) {
    private static final String LOCALLY_ADMINISTERED = "02:";
    private static final Pattern MAC_ADDRESS = Pattern.compile("\\p{XDigit}{2}(:\\p{XDigit}{2}){5}");

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

    /** Whether DPDK can open it only while somebody is at the other end. */
    boolean comesAndGoes() {
        return name.startsWith("net_virtio_user");
    }

    /** Whether the driver itself finds its peer again. */
    boolean reconnects() {
        return !listensOn().isEmpty();
    }

    /** The same with a MAC address of its own, so that it keeps it whenever it is opened. */
    DpdkDevice withMacAddress() {
        if (!argument("mac").isEmpty()) {
            return this;
        }
        long random = ThreadLocalRandom.current().nextLong() & 0xffff_ffffffL;
        String mac = LOCALLY_ADMINISTERED + HexFormat.ofDelimiter(":").formatHex(
                ByteBuffer.allocate(Long.BYTES).putLong(random).array(), 3, Long.BYTES);
        return new DpdkDevice(bus, name, (arguments.isEmpty() ? "" : arguments + ',') + "mac=" + mac);
    }

    /** The MAC address among the arguments, first byte on the wire highest. */
    long macAddress() throws PortException {
        String text = argument("mac");
        if (!MAC_ADDRESS.matcher(text).matches()) {
            throw new PortException("vdev: mac=" + text + " is no MAC address; write it as 02:00:00:00:00:01");
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }

    /** The MTU of the kernel's interface that the device sits on; very large for none. */
    int interfaceMtu() {
        int mtu = onInterface().isEmpty() ? -1 : KernelInterface.mtu(onInterface());
        return mtu < 0 ? Integer.MAX_VALUE : mtu;
    }

    String mtuCure() {
        return onInterface().isEmpty() ? "give the device a larger one" : "ip link set dev " + onInterface() + " mtu 1500";
    }

    /** What to do where the link does not come up. */
    String linkCure() {
        if (name.startsWith("net_vhost")) {
            return "start the daemon whose vdev is net_virtio_user with path=" + argument("iface");
        }
        if (name.startsWith("net_virtio_user")) {
            return "start the daemon whose vdev is net_vhost with iface=" + argument("path");
        }
        return onInterface().isEmpty() ? "check the cable, and the other end" : "ip link set dev " + onInterface() + " up, here and "
                + "at the other end";
    }

    /** The name of the kernel's interface that the device sits on, or an empty text. */
    private String onInterface() {
        return name.startsWith("net_vhost") ? "" : argument("iface");
    }

    /** Ends a wait for the peer. */
    void stopWaiting() {
        ListeningSocket.giveUp(listensOn());
    }

    /** What to do where DPDK does not take the device. */
    String cure() {
        if (isPci()) {
            return "bind the card to a driver of user space: dpdk-devbind.py --bind=vfio-pci " + name;
        }
        if (name.startsWith("net_virtio_user") && !argument("server").equals("1")) {
            return "start the daemon that listens on " + argument("path");
        }
        if (name.startsWith("net_virtio_user")) {
            return "nobody has connected to " + argument("path") + " yet: start the daemon with net_vhost and client=1 too";
        }
        if (name.startsWith("net_memif")) {
            return argument("role").equals("server") ? "give socket= an absolute path that can be made"
                    : "start the daemon whose vdev has role=server and socket=" + argument("socket") + " first";
        }
        if (!onInterface().isEmpty()) {
            return "check that the interface " + onInterface() + " exists (ip link), and run as root";
        }
        return "check vdev: a driver of DPDK with a number, as net_vhost0, then its arguments";
    }
}
