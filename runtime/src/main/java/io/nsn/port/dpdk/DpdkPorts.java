package io.nsn.port.dpdk;

import io.nsn.ffi.Native;
import io.nsn.ffi.dpdk.Dpdk;
import io.nsn.port.PacketPort;
import io.nsn.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;

/** Opens DPDK's ports, and starts DPDK with the first. What is static here is EAL's: one for a process. */
public final class DpdkPorts {
    private static final int MTU_OF_A_CABLE = 1500;
    /** The devices that are open, by port id. EAL's thread only. */
    private static final Map<Short, DpdkDevice> OPEN = new HashMap<>();

    private DpdkPorts() {}

    /**
     * Opens a port; blocks while DPDK sets it up.
     *
     * @param ealArgs   arguments for DPDK's environment layer; null or blank for those that suit the device
     * @param pciDevice the card, as {@code 0000:17:00.0}; may be null
     * @param vdev      a virtual device in the card's stead, as {@code net_vhost0,iface=/tmp/s}; may be null, and where
     *                  both are, the port is the first that eal_args made
     * @throws PortException one line with the cure
     */
    public static PacketPort open(String ealArgs, String pciDevice, String vdev) throws PortException {
        DpdkDevice device = DpdkDevice.of(pciDevice, vdev);
        String arguments = ealArgs == null ? "" : ealArgs;
        return Eal.run(() -> {
            Eal.start(arguments, device);
            return device.comesAndGoes() ? openWhenPossible(device) : open(device);
        });
    }

    /** The other end may be away. EAL's thread. */
    private static PacketPort openWhenPossible(DpdkDevice device) throws PortException {
        DpdkDevice named = device.withMacAddress();
        ReturningPort port = new ReturningPort(named, () -> openCable(named), named.macAddress(), MTU_OF_A_CABLE);
        checkUnused(named);
        if (named.listensOn().isEmpty()) {
            port.seek();
        } else {
            Eal.later(port::seek, 0); // waits for the peer
        }
        return port;
    }

    private static DpdkPort openCable(DpdkDevice device) throws PortException {
        if (device.listensOn().isEmpty() && !ListeningSocket.answers(device.argument("path"))) {
            throw new PortException(device.name() + " has nobody at the other end; " + device.cure());
        }
        return open(device);
    }

    private static DpdkPort open(DpdkDevice device) throws PortException {
        short port = attach(device);
        OPEN.put(port, device);
        MbufPool pool = null;
        boolean started = false;
        try {
            PortSetup setup = new PortSetup(port, device);
            pool = MbufPool.create(setup.longestFrame(), setup.needsPackedBuffers());
            setup.start(pool);
            started = true;
            return new DpdkPort(setup, pool);
        } finally {
            if (!started) {
                release(port, pool);
            }
        }
    }

    /** Stops a port, and gives it and its buffers back to DPDK. EAL's thread. */
    static void close(short port, MbufPool pool) {
        Dpdk.rte_eth_dev_stop(port);
        release(port, pool);
    }

    private static void release(short port, MbufPool pool) {
        DpdkDevice device = OPEN.remove(port);
        Dpdk.rte_eth_dev_close(port);
        if (device.isNamed()) {
            try (Arena arena = Arena.ofConfined()) {
                Dpdk.rte_eal_hotplug_remove(arena.allocateFrom(device.bus()).address(),
                        arena.allocateFrom(device.name()).address());
            }
        }
        if (pool != null) {
            pool.free();
        }
    }

    /** The port id of a device, which DPDK is told of where it does not know it. */
    private static short attach(DpdkDevice device) throws PortException {
        if (!device.isNamed()) {
            return firstFree();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bus = arena.allocateFrom(device.bus());
            MemorySegment name = arena.allocateFrom(device.name());
            MemorySegment port = arena.allocate(ValueLayout.JAVA_SHORT);
            checkUnused(device);
            if (Dpdk.rte_eth_dev_get_port_by_name(name.address(), port.address()) != 0) {
                int failed = add(bus, name, arena.allocateFrom(device.arguments()), device.listensOn());
                if (failed < 0 || Dpdk.rte_eth_dev_get_port_by_name(name.address(), port.address()) != 0) {
                    throw new PortException("DPDK does not take " + device.name()
                            + (failed < 0 ? ": " + Eal.describe(failed) : "") + "; " + device.cure());
                }
            }
            return port.get(ValueLayout.JAVA_SHORT, 0);
        }
    }

    private static void checkUnused(DpdkDevice device) throws PortException {
        if (OPEN.values().stream().anyMatch(open -> open.isNamed() && open.name().equals(device.name()))) {
            throw new PortException(device.name() + " is in use by another plugin of this daemon; "
                    + "give each a device of its own");
        }
    }

    private static int add(MemorySegment bus, MemorySegment name, MemorySegment arguments, String socket)
            throws PortException {
        ListeningSocket.clear(socket);
        Future<?> givingUp = ListeningSocket.giveUpLater(socket);
        try {
            return Dpdk.rte_eal_hotplug_add(bus.address(), name.address(), arguments.address());
        } finally {
            givingUp.cancel(true);
        }
    }

    private static short firstFree() throws PortException {
        for (short port = 0; port < Dpdk.RTE_MAX_ETHPORTS; port++) {
            if (Dpdk.rte_eth_dev_is_valid_port(port) != 0 && !OPEN.containsKey(port)) {
                return port;
            }
        }
        throw new PortException("DPDK has no port that is free; name a card (pci_device) or a virtual device (vdev)");
    }

    /** The name that DPDK gives a port. */
    static String name(short port) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(Dpdk.RTE_ETH_NAME_MAX_LEN);
            return Dpdk.rte_eth_dev_get_name_by_port(port, name.address()) == 0
                    ? Native.MEMORY.getString(name.address()) : "port" + port;
        }
    }
}
