package io.nsn.nsnd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor before machines that are made up of a few files. */
class ExaminationTest {

    @TempDir
    private Path root;

    @Test
    void anEmptyMachineLacksWhatFilesTellAndSaysHowToGetIt() {
        for (String name : new String[] {"C compiler", "Python", "NATS server", "privileges", "hugepages", "DPDK 22.11",
            "RDMA device"}) {
            Finding finding = finding(name);
            assertThat(finding.here()).as(name).isFalse();
            assertThat(finding.remedy()).as(name).isNotEmpty();
        }
    }

    @Test
    void findsProgramsOnThePathAndWhereDaemonsAre() throws IOException {
        program("opt/tools/cc");
        program("usr/sbin/nats-server");
        program(".venv/bin/python");
        assertThat(finding("C compiler").found()).endsWith("/opt/tools/cc");
        assertThat(finding("NATS server").here()).isTrue();
        assertThat(finding("Python").here()).isTrue();
    }

    @Test
    void findsLibrariesInTheFoldersOfTheArchitecture() throws IOException {
        file("usr/lib/x86_64-linux-gnu/librte_eal.so.23", "");
        file("usr/lib/x86_64-linux-gnu/librte_ethdev.so.23", "");
        assertThat(finding("DPDK 22.11").found()).isEqualTo("no librte_mempool_ring.so.23");
        file("usr/lib/x86_64-linux-gnu/librte_mempool_ring.so.23", "");
        assertThat(finding("DPDK 22.11").here()).isTrue();
    }

    @Test
    void hugepagesMustBeFree() throws IOException {
        file("proc/meminfo", "HugePages_Total:      16\nHugePages_Free:        0\nHugepagesize:       2048 kB\n");
        assertThat(finding("hugepages").here()).isFalse();
        assertThat(finding("hugepages").found()).isEqualTo("0 of 16 free, 2048 KiB each");
        file("proc/meminfo", "HugePages_Total:      16\nHugePages_Free:       16\nHugepagesize:       2048 kB\n");
        assertThat(finding("hugepages").here()).isTrue();
    }

    @Test
    void namesThePrivilegesThatLack() throws IOException {
        file("proc/self/status", "Name:\tjava\nCapEff:\t0000000000203000\n");
        assertThat(finding("privileges").found()).isEqualTo("without CAP_IPC_LOCK");
        file("proc/self/status", "CapEff:\t000001ffffffffff\n");
        assertThat(finding("privileges").here()).isTrue();
    }

    @Test
    void anRdmaDeviceNeedsItsLibrary() throws IOException {
        Files.createDirectories(root.resolve("sys/class/infiniband/mlx5_0"));
        assertThat(finding("RDMA device").remedy()).contains("ibverbs-providers");
        file("usr/lib/aarch64-linux-gnu/libibverbs.so.1", "");
        assertThat(finding("RDMA device").found()).isEqualTo("mlx5_0");
    }

    private Finding finding(String name) {
        return new Examination(new Machine(root, "/opt/tools:relative"), root).findings().stream()
                .filter(finding -> finding.name().equals(name)).findFirst().orElseThrow();
    }

    private void program(String path) throws IOException {
        file(path, "");
        assertThat(root.resolve(path).toFile().setExecutable(true)).isTrue();
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
