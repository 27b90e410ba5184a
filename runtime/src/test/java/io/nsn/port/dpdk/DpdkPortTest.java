package io.nsn.port.dpdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.port.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real DPDK between processes, each with a port. */
class DpdkPortTest {
    private static final int PAGES = 128;
    private static final Path LIBRARY = Path.of("/usr/lib/" + System.getProperty("os.arch").replace("amd64", "x86_64")
            .replace("arm64", "aarch64") + "-linux-gnu/librte_eal.so.23");

    private static HugepageReserve hugepages;

    @TempDir
    private Path folder;

    @BeforeAll
    static void reserve() throws IOException {
        Assumptions.assumeTrue(Files.exists(LIBRARY), "no DPDK 22.11: apt-get install dpdk");
        hugepages = new HugepageReserve(PAGES);
    }

    @AfterAll
    static void giveBack() throws IOException {
        if (hugepages != null) {
            hugepages.close();
        }
    }

    @Test
    void framesOfEveryLengthGoBetweenVhostAndVirtioUser() throws IOException {
        try (PortProcess left = PortProcess.start(); PortProcess right = PortProcess.start()) {
            assertThat(left.ask("open", "", "", vhost())).matches("net_vhost0 [0-9a-f]{12} 1500");
            assertThat(right.ask("open", "", "", virtioUser())).matches("net_virtio_user0 [0-9a-f]{12} 1500");
            assertThat(left.ask("link", "true")).isEqualTo("true");
            left.tell("echo");
            for (int payload : new int[] {0, 1, 46, 1000, 1500}) {
                assertThat(right.ask("ping", "1000", "" + payload)).as("" + payload).isEqualTo("all came back");
            }
            left.tell("flood", "5000", "1500");
            assertThat(left.answer()).isEqualTo("echoed 5000");
            assertThat(left.answer()).as("nobody takes them at the other end").matches(
                    "sent ([1-9]\\d*) referenced \\1 completed \\1 dropped 0");
            assertThat(Long.parseLong(left.ask("allocates", "20000"))).isLessThan(1000);
            assertThat(right.ask("flood", "100", "1500")).startsWith("sent 100 referenced 0 completed 0 ");
            assertThat(right.ask("close")).isEqualTo("false");
            assertThat(left.ask("link", "false")).isEqualTo("true");
            assertThat(left.ask("flood", "10000", "100")).startsWith("sent 10000 referenced 0 completed 0 dropped ");
            assertThat(left.ask("flood", "10000", "1500")).startsWith("sent 10000 referenced 10000 completed 10000 dropped ");
            assertThat(left.ask("close")).isEqualTo("false");
        }
    }

    @Test
    void bothEndsOfACableInterruptWhenTheyAreArmedAndOnlyThen() throws IOException {
        try (PortProcess left = PortProcess.start(); PortProcess right = PortProcess.start()) {
            left.ask("open", "", "", vhost());
            assertThat(left.ask("arm")).as("without a link").isEqualTo("false");
            right.ask("open", "", "", virtioUser());
            assertThat(left.ask("link", "true")).isEqualTo("true");
            assertThat(right.ask("link", "true")).isEqualTo("true");
            for (int i = 0; i < 3; i++) {
                assertThat(left.ask("arm")).isEqualTo("true");
                assertThat(left.ask("awake", "0")).isEqualTo("false");
                right.ask("flood", "1", "100");
                assertThat(left.ask("awake", "20000")).isEqualTo("true");
                assertThat(right.ask("arm")).isEqualTo("true");
                assertThat(right.ask("awake", "0")).isEqualTo("false");
                left.ask("flood", "1", "100");
                assertThat(right.ask("awake", "20000")).isEqualTo("true");
            }
        }
    }

    @Test
    void aPortSurvivesItsPeerAndCarriesOnWithTheNext() throws IOException {
        try (PortProcess left = PortProcess.start()) {
            left.ask("open", "", "", vhost());
            for (int i = 0; i < 2; i++) {
                try (PortProcess right = PortProcess.start()) {
                    right.ask("open", "", "", virtioUser());
                    assertThat(left.ask("link", "true")).isEqualTo("true");
                    left.tell("echo");
                    assertThat(right.ask("ping", "100", "64")).isEqualTo("all came back");
                    left.tell("link", "false");
                    assertThat(left.answer()).isEqualTo("echoed 100");
                    right.kill();
                    assertThat(left.answer()).isEqualTo("true");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"net_af_packet0", "net_af_xdp0"})
    void driversOfTheKernelsInterfacesCarryFramesOverAPairOfThem(String driver) throws IOException {
        try (NetworkNamespace a = new NetworkNamespace(); NetworkNamespace b = new NetworkNamespace()) {
            a.ip("link add veth0 mtu 1400 type veth peer name veth1 mtu 1400 netns " + b.threadId());
            a.ip("link set veth0 up");
            b.ip("link set veth1 up");
            try (PortProcess left = PortProcess.startIn(a); PortProcess right = PortProcess.startIn(b)) {
                assertThat(left.ask("open", "", "", driver + ",iface=veth0")).matches(driver + " .* 1400");
                assertThat(right.ask("open", "", "", driver + ",iface=veth1")).matches(driver + " .* 1400");
                left.tell("echo");
                assertThat(right.ask("ping", "5000", "64")).isEqualTo("all came back");
                assertThat(right.ask("ping", "20", "1400")).isEqualTo("all came back");
                left.tell("close");
                assertThat(left.answer()).isEqualTo("echoed 5020");
            }
        }
    }

    @Test
    void memifJoinsTwoProcesses() throws IOException {
        String socket = ",id=0,socket=" + folder.resolve("memif") + ",socket-abstract=no";
        try (PortProcess left = PortProcess.start(); PortProcess right = PortProcess.start()) {
            assertThat(left.ask("open", "", "", "net_memif0,role=server" + socket)).matches("net_memif0 [0-9a-f]{12} 1500");
            assertThat(right.ask("open", "", "", "net_memif0,role=client" + socket)).startsWith("net_memif0 ");
            assertThat(left.ask("link", "true")).isEqualTo("true");
            assertThat(right.ask("link", "true")).isEqualTo("true");
            left.tell("echo");
            assertThat(right.ask("ping", "5000", "64")).isEqualTo("all came back");
            assertThat(right.ask("ping", "20", "1500")).isEqualTo("all came back");
            left.tell("close");
            assertThat(left.answer()).isEqualTo("echoed 5020");
        }
    }

    @Test
    void whatCannotBeOpenedIsToldInOneLineWithTheCure() throws IOException {
        try (PortProcess process = PortProcess.start()) {
            assertThat(process.ask("open", "--no-such", "", vhost())).contains("eal_args").contains("--no-such");
            assertThat(process.ask("open", "--help", "", vhost())).contains("--help");
            assertThat(process.ask("open", "", "", virtioUser() + ",mac=none")).contains("mac=none").contains("02:00");
            assertThat(process.ask("open", "", "", "net_nothing0")).contains("net_nothing0").contains("check vdev");
            assertThat(process.ask("open", "", "", "net_af_packet0,iface=none0")).contains("none0").contains("ip link");
            assertThat(process.ask("open", "", "", "net_memif0,role=client,socket=/no/memif,socket-abstract=no"))
                    .contains("role=server and socket=/no/memif first");
            assertThat(process.ask("open", "", "0000:ff:1f.7", "")).contains("0000:ff:1f.7").contains("dpdk-devbind");
            assertThat(process.ask("open", "", "", "")).contains("pci_device").contains("vdev");
            assertThat(process.ask("open", "", "", vhost())).startsWith("net_vhost0 ");
            assertThat(process.ask("open", "", "", vhost())).contains("in use");
            assertThat(process.ask("open", "-l 0", "", "net_null0")).contains("runs in this process already");
            try (PortProcess other = PortProcess.start()) {
                assertThat(other.ask("open", "", "", vhost())).contains("another process listens");
            }
        }
    }

    @Test
    void whatTheHostLacksIsToldInOneLineWithTheCure() throws IOException {
        try (PortProcess process = PortProcess.startAfter("mount --bind /dev/null " + LIBRARY.toRealPath())) {
            assertThat(process.ask("open", "", "", "net_null0")).contains("DPDK 22.11 is not installed").contains("apt-get install");
        }
        Path other = folder.resolve("librte_eal.so.23");
        Files.write(other, versionOf(Files.readAllBytes(LIBRARY), "%d.%02d.%d", "%d.%03d.%d"));
        try (PortProcess process = PortProcess.startAfter("export LD_LIBRARY_PATH=" + folder)) {
            assertThat(process.ask("open", "", "", "net_null0")).contains("DPDK 22.011").contains("made for DPDK 22.11")
                    .contains("apt-get install");
        }
        try (PortProcess process = PortProcess.startAfter("mount -t tmpfs none /sys/kernel/mm/hugepages")) {
            assertThat(process.ask("open", "", "", "net_null0")).contains("no hugepages are free").contains("nr_hugepages");
            assertThat(process.ask("open", "--no-huge -m 64 --no-shconf", "", "net_null0")).startsWith("net_null0 ");
        }
    }

    @Test
    void anInterfaceWhosePacketsAreTooShortIsRefusedWithTheCure() {
        try (NetworkNamespace a = new NetworkNamespace()) {
            a.ip("link add veth0 mtu 300 type veth peer name veth1");
            try (PortProcess process = PortProcess.startIn(a)) {
                assertThat(process.ask("open", "", "", "net_af_packet0,iface=veth0")).contains("MTU of 300")
                        .contains("ip link set dev veth0 mtu 1500");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void virtioUserComesWhenItsPeerDoesAndComesBackWithIt() throws IOException {
        try (PortProcess right = PortProcess.start()) {
            assertThat(right.ask("open", "", "", virtioUser())).matches("net_virtio_user0 02[0-9a-f]{10} 1500");
            assertThat(right.ask("flood", "10", "1500")).isEqualTo("sent 10 referenced 0 completed 0 dropped 10");
            for (int i = 0; i < 2; i++) {
                try (PortProcess left = PortProcess.start()) {
                    left.ask("open", "", "", vhost());
                    left.tell("echo");
                    assertThat(right.ask("link", "true")).isEqualTo("true");
                    assertThat(right.ask("ping", "100", "64")).isEqualTo("all came back");
                    left.kill();
                    assertThat(right.ask("link", "false")).isEqualTo("true");
                }
            }
            assertThat(right.ask("close")).isEqualTo("false");
        }
    }

    @Test
    void virtioUserMayListenInVhostsStead() throws IOException {
        try (PortProcess alone = PortProcess.start(); PortProcess left = PortProcess.start();
                PortProcess right = PortProcess.start()) {
            assertThat(right.ask("open", "", "", virtioUser() + ",server=1")).startsWith("net_virtio_user0 ");
            assertThat(left.ask("open", "", "", vhost() + ",client=1")).startsWith("net_vhost0 ");
            left.tell("echo");
            assertThat(right.ask("link", "true")).isEqualTo("true");
            assertThat(right.ask("ping", "100", "64")).isEqualTo("all came back");
            left.kill();
            try (PortProcess next = PortProcess.start()) {
                next.ask("open", "", "", vhost() + ",client=1");
                next.tell("echo");
                assertThat(right.ask("link", "true")).isEqualTo("true");
                assertThat(right.ask("ping", "100", "64")).isEqualTo("all came back");
                next.tell("close");
                assertThat(next.answer()).isEqualTo("echoed 100");
            }
            alone.ask("open", "", "", "net_virtio_user0,path=" + folder.resolve("alone") + ",server=1");
            assertThat(alone.ask("close")).as("nobody has to wait for a peer that never comes").isEqualTo("false");
        }
    }

    /** The library with another format for its version, of the same length. */
    private static byte[] versionOf(byte[] library, String format, String other) {
        String text = new String(library, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(format);
        return text.replace(format, other).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String vhost() {
        return "net_vhost0,iface=" + folder.resolve("cable") + ",queues=1";
    }

    private String virtioUser() {
        return "net_virtio_user0,path=" + folder.resolve("cable") + ",queues=1";
    }
}
