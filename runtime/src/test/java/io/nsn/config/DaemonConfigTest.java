package io.nsn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonConfigTest {

    @TempDir
    private Path directory;

    @Test
    void readsAFileWrittenForTheOriginal() {
        DaemonConfig config = load("""
                # a cluster of two
                [global]
                app_num      = 20
                io_bufs_num  = 1024     # power of two
                io_bufs_size = 2048
                shm_size     = 64       # MB
                max_tx_burst = 32
                max_rx_burst = 16
                log_level    = "debug"

                [rest]
                port = 8080
                host = "localhost"

                [peers.vm2]
                udpsock_ip = "10.0.0.2"
                rdma_ip    = "10.1.0.2"

                [plugins.udpsock]
                ip = "10.0.0.1"
                [plugins.udpdpdk]
                ip="10.0.0.3"
                eal_args="-l 0-1 # not a comment"
                pci_device = "0000:17:00.0"
                """);
        assertThat(config.appNum()).isEqualTo(20);
        assertThat(config.ioBufsNum()).isEqualTo(1024);
        assertThat(config.maxMessage()).isEqualTo(2044);
        assertThat(config.shmSizeMb()).isEqualTo(64);
        assertThat(config.maxTxBurst()).isEqualTo(32);
        assertThat(config.maxRxBurst()).isEqualTo(16);
        assertThat(config.logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(config.socket()).isNull();
        assertThat(config.restHost()).isEqualTo("localhost");
        assertThat(config.restPort()).isEqualTo(8080);
        assertThat(config.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.name()).isEqualTo("vm2");
            assertThat(peer.ips()).containsEntry("udpsock", "10.0.0.2").containsEntry("rdma", "10.1.0.2").hasSize(2);
        });
        assertThat(config.plugins().keySet()).containsExactly("udpsock", "udpdpdk");
        assertThat(config.plugins().get("udpdpdk").ip()).isEqualTo("10.0.0.3");
        assertThat(config.plugins().get("udpdpdk").keys()).containsEntry("eal_args", "-l 0-1 # not a comment");
    }

    @Test
    void anEmptyFileHasEveryDefaultAndNoPlugin() {
        DaemonConfig config = load("");
        assertThat(config.ioBufsNum()).isEqualTo(1024);
        assertThat(config.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(config.restPort()).isZero();
        assertThat(config.plugins()).isEmpty();
        assertThat(config.peers()).isEmpty();
    }

    @Test
    void withoutAFileTheKernelsSocketsServeThisHost() {
        DaemonConfig config = DaemonConfig.embedded();
        assertThat(config.plugins().keySet()).containsExactly("udpsock", "tcpsock");
        assertThat(config.plugins().get("tcpsock").ip()).isEqualTo("127.0.0.1");
        assertThat(config.peers()).isEmpty();
    }

    @Test
    void theShippedFileMeansWhatTheEmbeddedConfigurationMeans() {
        DaemonConfig shipped = load(ConfigReference.nsndCfg());
        assertThat(shipped).usingRecursiveComparison().ignoringFields("socket").isEqualTo(DaemonConfig.embedded());
    }

    @Test
    void readsWindowsLinesTabsAndSpacesInBrackets() {
        DaemonConfig config = load("[ global ]\r\n\tapp_num\t=\t7\r\n\r\n[plugins.tcpsock]# on\r\nip=\"10.0.0.1\"\r\n");
        assertThat(config.appNum()).isEqualTo(7);
        assertThat(config.plugins()).containsKey("tcpsock");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            io_bufs_num = 1000    | [global] io_bufs_num = 1000: must be a power of two, 2 to 65536 (the next is 1024)
            io_bufs_num = 131072  | [global] io_bufs_num = 131072: must be a power of two, 2 to 65536
            app_num = 0           | [global] app_num = 0: must be a whole number, 1 to 4096
            app_num = -1          | [global] app_num = -1: must be a whole number, 1 to 4096
            app_num = 1.5         | [global] app_num = 1.5: must be a whole number, 1 to 4096
            app_num =             | [global] app_num = : must be a whole number, 1 to 4096
            app_num = true        | [global] app_num = true: must be a whole number, 1 to 4096
            app_num = "20"        | [global] app_num = "20": must be a whole number, 1 to 4096 (write app_num = 20)
            app_num = 99999999999999999999 | [global] app_num = 99999999999999999999: must be a whole number, 1 to 4096
            log_level = info      | [global] log_level = info: must be one of trace, debug, info, warn, error, in double quotes (write log_level = "info")
            log_level = "wran"    | [global] log_level = "wran": must be one of trace, debug, info, warn, error, in double quotes (did you mean "warn"?)
            socket = "@"          | [global] socket = "@": must be a path or @NAME, at most 107 bytes, in double quotes
            io_buf_size = 2048    | [global] io_buf_size = 2048: unknown key; did you mean io_bufs_size?
            port = 80             | [global] port = 80: unknown key; it belongs in [rest]
            colour = 3            | [global] colour = 3: unknown key; [global] knows app_num, io_bufs_num, io_bufs_size, shm_size, max_tx_burst, max_rx_burst, log_level, socket
            shm_size = 1          | [global] shm_size = 1: too little: two pools of 1024 buffers of 2048 bytes take 4 MB; raise shm_size to 4, or lower io_bufs_num or io_bufs_size
            io_bufs_num = 16      | [global] max_tx_burst = 32: must not be more than io_bufs_num, which is 16
            just words            | just words: not understood; a line is [section], key = value or # comment
            [plugin.udpsock]      | [plugin.udpsock]: unknown section; did you mean [plugins.udpsock]?
            [peers.]              | [peers.]: unknown section; nsnd.cfg knows [global], [rest], [peers.NAME], [plugins.udpsock], [plugins.tcpsock], [plugins.udpdpdk], [plugins.tcpdpdk], [plugins.udpxdp], [plugins.tcpxdp], [plugins.rdma]
            [plugins.udpsock      | [plugins.udpsock: a section is a name between [ and ]
            [plugins.udpsock]     | [plugins.udpsock]: ip is missing; it must be the IPv4 address of a host, as 10.0.0.1, in double quotes
            [global]              | [global]: is there twice, first in line 1; put its keys together
            """)
    void refusesALineAndSaysWhatToWrite(String line, String error) {
        assertThat(refusal("[global]\n" + line + "\n").problems().getFirst())
                .satisfies(problem -> assertThat(problem.what().isEmpty() ? problem.cure()
                        : problem.what() + ": " + problem.cure()).isEqualTo(error));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0", "10.0.0.256", "10.0.0.01", "0.0.0.0", "224.0.0.1", "255.255.255.255",
            "localhost", "10.0.0.1/24", "::1", "10.0.0.-1", "10.0.0.+1"})
    void refusesWhatIsNoHostsAddress(String ip) {
        assertThat(refusal("[plugins.udpsock]\nip = \"" + ip + "\"\n"))
                .hasMessage(file() + ":2: [plugins.udpsock] ip = \"" + ip
                        + "\": must be the IPv4 address of a host, as 10.0.0.1, in double quotes");
    }

    @Test
    void namesFileAndLineOfEveryMistakeInOneGo() {
        assertThat(refusal("app_num = 3\n[global]\napp_num = x\n\nshm_size = 0 # none\n[nonsense]\nswallowed = 1\n"))
                .hasMessageContaining(file() + ":1: app_num = 3: stands before any section; begin with [global]")
                .hasMessageContaining(file() + ":3: [global] app_num = x")
                .hasMessageContaining(file() + ":5: [global] shm_size = 0")
                .hasMessageContaining(file() + ":6: [nonsense]: unknown section")
                .satisfies(e -> assertThat(e.problems()).hasSize(4));
    }

    @Test
    void refusesAKeyGivenTwice() {
        assertThat(refusal("[global]\napp_num = 3\napp_num = 3\n")).hasMessage(file()
                + ":3: [global] app_num = 3: is there twice, first in line 2; remove one");
    }

    @Test
    void refusesAPeerWithAnotherOnesAddress() {
        assertThat(refusal("[peers.a]\nudpsock_ip = \"10.0.0.2\"\n[peers.b]\nudpsock_ip = \"10.0.0.2\"\n"))
                .hasMessage(file() + ":4: [peers.b] udpsock_ip = \"10.0.0.2\": "
                        + "is the address of [peers.a] already; a peer is another host, with its own");
    }

    @Test
    void refusesAPeerWithThisHostsAddress() {
        assertThat(refusal("[peers.a]\ntcpsock_ip = \"10.0.0.2\"\n[plugins.tcpsock]\nip = \"10.0.0.2\"\n"))
                .hasMessageContaining("is the address of [plugins.tcpsock] already");
    }

    @Test
    void refusesAMissingFileAndADirectory() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> DaemonConfig.load(file())))
                .hasMessage(file() + ": no such file; name another, or leave it out for the defaults");
        assertThat(catchThrowableOfType(ConfigException.class, () -> DaemonConfig.load(directory)))
                .hasMessage(directory + ": cannot be read as nsnd.cfg: it is a directory");
    }

    private Path file() {
        return directory.resolve("nsnd.cfg");
    }

    private DaemonConfig load(String text) {
        try {
            return DaemonConfig.load(Files.writeString(file(), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ConfigException refusal(String text) {
        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> load(text));
        assertThat(refusal).as("refused: %s", text).isNotNull();
        return refusal;
    }
}
