package io.nsn.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.port.PacketPort.Sent;
import io.nsn.port.memory.MemoryPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapPortTest {
    private static final long TIME = 1_700_000_000_123_456_789L;
    /** ARP: who has 10.0.0.2, tell 10.0.0.1. */
    private static final String ARP = "\u00ff".repeat(6) + "\2\0\0\0\0\1" + "\u0008\u0006\0\1\u0008\0\6\4\0\1"
            + "\2\0\0\0\0\1\n\0\0\1" + "\0".repeat(6) + "\n\0\0\2";

    @TempDir
    private Path folder;

    @Test
    void writesWhatIsSentAndReceived() throws IOException {
        Path file = capture();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        assertThat(bytes.limit()).isEqualTo(24 + 16 + ARP.length() + 16 + 15);
        assertThat(bytes.getInt(24)).isEqualTo(1_700_000_000);
        assertThat(bytes.getInt(28)).isEqualTo(123_456_789);
        assertThat(bytes.getInt(32)).isEqualTo(ARP.length()).isEqualTo(bytes.getInt(36));
        assertThat(bytes.getInt(24 + 16 + ARP.length() + 8)).isEqualTo(15);
    }

    @Test
    void tcpdumpReadsIt() throws IOException, InterruptedException {
        Path file = capture();
        Process process;
        try {
            process = new ProcessBuilder("tcpdump", "-n", "-e", "-r", file.toString()).start();
        } catch (IOException e) {
            Assumptions.abort("no tcpdump: apt-get install tcpdump");
            return;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output.lines().filter(line -> line.contains(" > "))).hasSize(2);
        assertThat(output).contains("Request who-has 10.0.0.2 tell 10.0.0.1").contains(".123456");
    }

    private Path capture() throws IOException {
        Path file = folder.resolve("frames.pcap");
        MemoryPort.Pair pair = MemoryPort.pair(1500, 2);
        try (PcapPort port = new PcapPort(pair.left(), file, () -> TIME)) {
            assertThat(Frames.send(port, ARP.substring(0, 14), ARP.substring(14))).isEqualTo(Sent.COPIED);
            Frames.send(pair.right(), Frames.HEADER, "x");
            assertThat(Frames.receive(port, 9)).containsExactly(Frames.HEADER + "x");
            assertThat(Frames.receive(pair.right(), 9)).containsExactly(ARP);
            Frames.send(pair.left(), "", "");
            Frames.send(pair.left(), "", "");
            assertThat(Frames.send(port, ARP, "")).as("not captured, since not sent").isEqualTo(Sent.FULL);
        }
        return file;
    }
}
