package io.nsn.port.dpdk;

import io.nsn.ffi.Native;
import io.nsn.ffi.dpdk.Dpdk;
import io.nsn.ffi.dpdk.rte_eth_conf;
import io.nsn.ffi.dpdk.rte_eth_dev_info;
import io.nsn.ffi.dpdk.rte_ether_addr;
import io.nsn.port.Offloads;
import io.nsn.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;

/** Configures a port with one queue each way, and what it says of itself. EAL's thread. */
final class PortSetup {
    private static final short QUEUES = 1;
    private static final short QUEUE = 0;
    private static final short DESCRIPTORS = 512;
    /** Two VLAN tags may come before the packet. */
    private static final int FRAME_OVERHEAD = Dpdk.RTE_ETHER_HDR_LEN + 8 + Dpdk.RTE_ETHER_CRC_LEN;
    private static final int ROUND_UP = 64;
    /** RFC 791 §3.2: what every host must take. */
    private static final int LEAST_MTU = 576;
    /** Some drivers take no smaller buffers, whatever the MTU. */
    private static final int SMALLEST_ROOM = 2048;
    /** They see a local sender's frames before the checksums are filled in. */
    private static final Set<String> ON_KERNEL_INTERFACES = Set.of("net_af_packet", "net_af_xdp", "net_pcap");
    /** They interrupt when asked to, and cost nothing where they are not. */
    private static final Set<String> INTERRUPTING = Set.of("net_vhost", "net_virtio_user");
    /** Their burst functions copy frames of several buffers to the peer themselves, from any memory of this process. */
    private static final Set<String> COPYING = Set.of("net_vhost", "net_memif");

    private final short port;
    private final DpdkDevice device;
    private final String driver;
    private final int mtu;
    private final boolean readsPayloadsAnywhere;

    PortSetup(short port, DpdkDevice device) throws PortException {
        this.port = port;
        this.device = device;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(rte_eth_dev_info.SIZE, rte_eth_dev_info.ALIGNMENT);
            check(Dpdk.rte_eth_dev_info_get(port, info.address()), "cannot be asked what it can do");
            driver = Native.MEMORY.getString(rte_eth_dev_info.driver_name(info.address()));
            readsPayloadsAnywhere = COPYING.contains(driver) && !device.argument("zero-copy").equals("yes")
                    && (rte_eth_dev_info.tx_offload_capa(info.address()) & Dpdk.RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0;
            MemorySegment configuration = arena.allocate(rte_eth_conf.SIZE, rte_eth_conf.ALIGNMENT);
            rte_eth_conf.txmode_offloads(configuration.address(),
                    readsPayloadsAnywhere ? Dpdk.RTE_ETH_TX_OFFLOAD_MULTI_SEGS : 0);
            rte_eth_conf.intr_conf_rxq(configuration.address(), interrupts() ? 1 : 0);
            check(Dpdk.rte_eth_dev_configure(port, QUEUES, QUEUES, configuration.address()),
                    "cannot be configured");
            MemorySegment bytes = arena.allocate(ValueLayout.JAVA_SHORT);
            check(Dpdk.rte_eth_dev_get_mtu(port, bytes.address()), "does not tell its MTU");
            // Drivers for an interface of the kernel say 1500, whatever that has.
            mtu = Math.min(Short.toUnsignedInt(bytes.get(ValueLayout.JAVA_SHORT, 0)), device.interfaceMtu());
        }
        if (mtu < LEAST_MTU) {
            throw new PortException(name() + " has an MTU of " + mtu + " bytes, and IPv4 needs " + LEAST_MTU + "; "
                    + device.mtuCure());
        }
    }

    /** Bytes of the longest frame, and of a buffer that holds it. */
    int longestFrame() {
        return Math.max(SMALLEST_ROOM, mtu + FRAME_OVERHEAD + ROUND_UP - 1 & -ROUND_UP);
    }

    /** Whether a payload may be sent from where it lies, and is the caller's again when the burst function returns. */
    boolean readsPayloadsAnywhere() {
        return readsPayloadsAnywhere;
    }

    /** Whether it wakes who sleeps, where that one asks for it. */
    boolean interrupts() {
        return INTERRUPTING.contains(driver);
    }

    boolean needsPackedBuffers() {
        return driver.equals("net_af_xdp");
    }

    void start(MbufPool pool) throws PortException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment receive = arena.allocateFrom(ValueLayout.JAVA_SHORT, DESCRIPTORS);
            MemorySegment send = arena.allocateFrom(ValueLayout.JAVA_SHORT, DESCRIPTORS);
            check(Dpdk.rte_eth_dev_adjust_nb_rx_tx_desc(port, receive.address(), send.address()), "takes no descriptors");
            int socket = Dpdk.rte_eth_dev_socket_id(port);
            check(Dpdk.rte_eth_rx_queue_setup(port, QUEUE, receive.get(ValueLayout.JAVA_SHORT, 0), socket, 0,
                    pool.address()), "takes no receive queue");
            check(Dpdk.rte_eth_tx_queue_setup(port, QUEUE, send.get(ValueLayout.JAVA_SHORT, 0), socket, 0),
                    "takes no send queue");
            check(Dpdk.rte_eth_dev_start(port), "does not start");
        }
    }

    short port() {
        return port;
    }

    DpdkDevice device() {
        return device;
    }

    String name() {
        return DpdkPorts.name(port);
    }

    int mtu() {
        return mtu;
    }

    Offloads offloads() {
        return new Offloads(false, false, ON_KERNEL_INTERFACES.contains(driver));
    }

    /** In the low 48 bits, first byte on the wire highest. */
    long macAddress() throws PortException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(rte_ether_addr.SIZE, rte_ether_addr.ALIGNMENT);
            check(Dpdk.rte_eth_macaddr_get(port, address.address()), "does not tell its MAC address");
            long mac = 0;
            for (int i = 0; i < rte_ether_addr.SIZE; i++) {
                mac = mac << Byte.SIZE | address.get(ValueLayout.JAVA_BYTE, i) & 0xff;
            }
            return mac;
        }
    }

    private void check(int result, String what) throws PortException {
        if (result < 0) {
            throw new PortException(name() + " " + what + ": " + Eal.describe(result) + "; " + device.cure());
        }
    }
}
