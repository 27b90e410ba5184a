package io.nsn.config;

import static io.nsn.config.ConfigSection.APP;
import static io.nsn.config.ConfigSection.GLOBAL;
import static io.nsn.config.ConfigSection.PEER;
import static io.nsn.config.ConfigSection.RDMA;
import static io.nsn.config.ConfigSection.REST;
import static io.nsn.config.ConfigSection.TCPDPDK;
import static io.nsn.config.ConfigSection.TCPSOCK;
import static io.nsn.config.ConfigSection.TCPXDP;
import static io.nsn.config.ConfigSection.UDPDPDK;
import static io.nsn.config.ConfigSection.UDPSOCK;
import static io.nsn.config.ConfigSection.UDPXDP;

import io.nsn.config.ConfigType.Choice;
import io.nsn.config.ConfigType.Ipv4;
import io.nsn.config.ConfigType.PowerOfTwo;
import io.nsn.config.ConfigType.SocketAddress;
import io.nsn.config.ConfigType.Text;
import io.nsn.config.ConfigType.WholeNumber;

/** Every key of the configuration files: the one definition that parser, errors, shipped files and docs share. */
public enum ConfigKey {
    APP_NUM(GLOBAL, "app_num", new WholeNumber(1, 4096), "20", "Applications that may be connected at a time."),
    IO_BUFS_NUM(GLOBAL, "io_bufs_num", new PowerOfTwo(2, 65_536), "1024",
            "Buffers of each application, as many again for what it receives."),
    IO_BUFS_SIZE(GLOBAL, "io_bufs_size", new WholeNumber(64, 16_777_216), "2048",
            "Bytes of a buffer; the longest message is 4 less, the channel id."),
    SHM_SIZE(GLOBAL, "shm_size", new WholeNumber(1, 65_536), "64",
            "Megabytes of memory that an application may share with the daemon; it must hold all its buffers."),
    MAX_TX_BURST(GLOBAL, "max_tx_burst", new WholeNumber(1, 1024), "32", "Messages sent in one go at most."),
    MAX_RX_BURST(GLOBAL, "max_rx_burst", new WholeNumber(1, 1024), "32", "Messages received in one go at most."),
    LOG_LEVEL(GLOBAL, "log_level", Choice.of(LogLevel.values()), "info", "The least severe messages in the log."),
    SOCKET(GLOBAL, "socket", new SocketAddress(), "@nsnd",
            "Where applications find the daemon: a path, or @ and a name of the network namespace; "
                    + "NSND_SOCKET in the environment overrides it, here and in applications."),
    REST_PORT(REST, "port", new WholeNumber(1, 65_535), "8080", "TCP port to listen on."),
    REST_HOST(REST, "host", new Text(), "localhost", "Name or address to listen on."),
    PEER_UDPSOCK(PEER, "udpsock_ip", new Ipv4(), null, "Address of the peer's udpsock."),
    PEER_TCPSOCK(PEER, "tcpsock_ip", new Ipv4(), null, "Address of the peer's tcpsock."),
    PEER_UDPDPDK(PEER, "udpdpdk_ip", new Ipv4(), null, "Address of the peer's udpdpdk."),
    PEER_TCPDPDK(PEER, "tcpdpdk_ip", new Ipv4(), null, "Address of the peer's tcpdpdk."),
    PEER_UDPXDP(PEER, "udpxdp_ip", new Ipv4(), null, "Address of the peer's udpxdp."),
    PEER_TCPXDP(PEER, "tcpxdp_ip", new Ipv4(), null, "Address of the peer's tcpxdp."),
    PEER_RDMA(PEER, "rdma_ip", new Ipv4(), null, "Address of the peer's rdma."),
    UDPSOCK_IP(UDPSOCK, "ip", new Ipv4(), null, "This host's address."),
    TCPSOCK_IP(TCPSOCK, "ip", new Ipv4(), null, "This host's address."),
    UDPDPDK_IP(UDPDPDK, "ip", new Ipv4(), null, "This host's address on the DPDK port; the kernel need not have it."),
    UDPDPDK_EAL_ARGS(UDPDPDK, "eal_args", new Text(), null, "Arguments for DPDK's environment layer."),
    UDPDPDK_PCI_DEVICE(UDPDPDK, "pci_device", new Text(), null, "The network card, as 0000:17:00.0."),
    UDPDPDK_VDEV(UDPDPDK, "vdev", new Text(), null, "A virtual device instead of a card, as net_vhost0,iface=/tmp/s."),
    TCPDPDK_IP(TCPDPDK, "ip", new Ipv4(), null, "This host's address on the DPDK port; the kernel need not have it."),
    TCPDPDK_EAL_ARGS(TCPDPDK, "eal_args", new Text(), null, "Arguments for DPDK's environment layer."),
    TCPDPDK_PCI_DEVICE(TCPDPDK, "pci_device", new Text(), null, "The network card, as 0000:17:00.0."),
    TCPDPDK_VDEV(TCPDPDK, "vdev", new Text(), null, "A virtual device instead of a card, as net_vhost0,iface=/tmp/s."),
    UDPXDP_IP(UDPXDP, "ip", new Ipv4(), null, "This host's address; its network card is used."),
    TCPXDP_IP(TCPXDP, "ip", new Ipv4(), null, "This host's address; its network card is used."),
    RDMA_IP(RDMA, "ip", new Ipv4(), null, "This host's address, where peers ask for the queue pair."),
    RDMA_DEVICE(RDMA, "device", new Text(), null, "The RDMA device, as mlx5_0; without it the first that the host has."),
    L4_PORT(APP, "l4_port", new WholeNumber(1, 65_535), "4444",
            "The application id: only applications with the same one can communicate."),
    APP_LOG_LEVEL(APP, "log_level", Choice.of(LogLevel.values()), "warn", "The least severe messages in the log.");

    private final ConfigSection section;
    private final String key;
    private final ConfigType type;
    private final String byDefault;
    private final String sentence;

    ConfigKey(ConfigSection section, String key, ConfigType type, String byDefault, String sentence) {
        this.section = section;
        this.key = key;
        this.type = type;
        this.byDefault = byDefault;
        this.sentence = sentence;
    }

    public ConfigSection section() {
        return section;
    }

    /** The name in the file, such as {@code io_bufs_num}. */
    public String key() {
        return key;
    }

    public ConfigType type() {
        return type;
    }

    /** The value where the file has none, without quotes; null where there is no such value. */
    public String byDefault() {
        return byDefault;
    }

    public String sentence() {
        return sentence;
    }

    /** A plugin cannot be without its address. */
    boolean required() {
        return section.isPlugin() && key.equals("ip");
    }

    static ConfigKey find(ConfigSection section, String key) {
        for (ConfigKey candidate : values()) {
            if (candidate.section == section && candidate.key.equals(key)) {
                return candidate;
            }
        }
        return null;
    }
}
