package io.nsn.nsnd;

import io.nsn.ffi.NativeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;

/** What INSANE can use of a machine, one thing after the other. */
final class Examination {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_IPC_LOCK = 14;
    private static final int CAP_SYS_ADMIN = 21;
    /** The environment, ports, buffers: each comes in a package of its own. */
    private static final List<String> LIBDPDK =
            List.of("librte_eal.so.23", "librte_ethdev.so.23", "librte_mempool_ring.so.23");

    private final Machine machine;
    /** The top of the clone. */
    private final Path top;

    Examination(Machine machine, Path top) {
        this.machine = machine;
        this.top = top;
    }

    List<Finding> findings() {
        return List.of(jdk(), compiler(), python(), nats(), privileges(), hugepages(), xdp(), dpdk(), rdma());
    }

    private Finding jdk() {
        String found = Runtime.version() + " in " + System.getProperty("java.home");
        String enables = "everything";
        return Runtime.version().feature() >= 25 ? Finding.here("JDK 25", found, enables)
                : Finding.missing("JDK 25", found, enables, "install one: https://adoptium.net");
    }

    private Finding compiler() {
        String enables = "libnsn.so for C programs; the fastest calls from Python";
        return machine.program("cc").map(cc -> Finding.here("C compiler", cc.toString(), enables))
                .orElseGet(() -> Finding.missing("C compiler", "", enables, "sudo apt-get install gcc libc6-dev"));
    }

    private Finding python() {
        Path python = top.resolve(".venv/bin/python");
        String enables = "the modules nsn and insane, the tutorial, the benchmarks";
        return Files.isExecutable(python) ? Finding.here("Python", python.toString(), enables)
                : Finding.missing("Python", "no .venv", enables, "./insane setup");
    }

    private Finding nats() {
        String enables = "the baseline of the tutorial and of the benchmarks";
        return machine.program("nats-server").map(server -> Finding.here("NATS server", server.toString(), enables))
                .orElseGet(() -> Finding.missing("NATS server", "", enables, "sudo apt-get install nats-server"));
    }

    private Finding privileges() {
        long held = Math.max(0, machine.number("/proc/self/status", "CapEff", 16));
        StringJoiner lacking = new StringJoiner(", ");
        check(held, CAP_NET_ADMIN, "CAP_NET_ADMIN", lacking);
        check(held, CAP_NET_RAW, "CAP_NET_RAW", lacking);
        check(held, CAP_IPC_LOCK, "CAP_IPC_LOCK", lacking);
        check(held, CAP_SYS_ADMIN, "CAP_SYS_ADMIN", lacking);
        String enables = "two hosts on one machine (network namespaces); AF_XDP, DPDK and RDMA in the daemon";
        return lacking.length() == 0 ? Finding.here("privileges", "as root", enables)
                : Finding.missing("privileges", "without " + lacking, enables, "sudo ./insane ...");
    }

    private static void check(long held, int capability, String name, StringJoiner lacking) {
        if ((held >> capability & 1) == 0) {
            lacking.add(name);
        }
    }

    private Finding hugepages() {
        long total = Math.max(0, machine.number("/proc/meminfo", "HugePages_Total", 10));
        long free = Math.max(0, machine.number("/proc/meminfo", "HugePages_Free", 10));
        long kib = Math.max(0, machine.number("/proc/meminfo", "Hugepagesize", 10));
        String found = free + " of " + total + " free, " + kib + " KiB each";
        String enables = "DPDK; fewer page-table walks in shared memory";
        return free > 0 ? Finding.here("hugepages", found, enables)
                : Finding.missing("hugepages", found, enables, "echo 512 | sudo tee /proc/sys/vm/nr_hugepages");
    }

    private Finding xdp() {
        String enables = "the datapaths udpxdp and tcpxdp, which a later version will have";
        int error = -machine.openXdpSocket();
        if (error == 0) {
            return Finding.here("AF_XDP", "socket opens", enables);
        }
        boolean forbidden = error == NativeException.EPERM || error == NativeException.EACCES;
        return Finding.missing("AF_XDP", NativeException.name(error), enables,
                forbidden ? "run as root, or with CAP_NET_RAW" : "a kernel with CONFIG_XDP_SOCKETS=y");
    }

    private Finding dpdk() {
        String enables = "the datapaths udpdpdk and tcpdpdk: fast streams around the kernel";
        for (String library : LIBDPDK) {
            if (machine.library(library).isEmpty()) {
                return Finding.missing("DPDK 22.11", "no " + library, enables,
                        "sudo apt-get install librte-meta-net librte-meta-mempool (Debian 12)");
            }
        }
        return Finding.here("DPDK 22.11", machine.library(LIBDPDK.getFirst()).orElseThrow().toString(), enables);
    }

    private Finding rdma() {
        String enables = "the datapath rdma, which a later version will have";
        List<String> devices = machine.names("/sys/class/infiniband");
        if (devices.isEmpty()) {
            return Finding.missing("RDMA device", "", enables,
                    "an RDMA card, or in software: sudo modprobe rdma_rxe && sudo rdma link add rxe0 type rxe netdev eth0");
        }
        return machine.library("libibverbs.so.1")
                .map(library -> Finding.here("RDMA device", String.join(", ", devices), enables))
                .orElseGet(() -> Finding.missing("RDMA device", String.join(", ", devices) + ", but no libibverbs",
                        enables, "sudo apt-get install ibverbs-providers"));
    }
}
