package io.nsn.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel's TCP judges ours: hashes, negotiated options, captured segments. {@code -Dnsn.tcp.bytes=1073741824} for a
 * GiB each way, which takes longer than CI should.
 */
class LinuxTest {
    private static final long BYTES = Long.getLong("nsn.tcp.bytes", 32L << 20);
    private static final int PORT = 4444;
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    @TempDir
    Path directory;
    private TapHost host;
    private Digesting user;
    private Process peer;

    @BeforeEach
    void open() throws Exception {
        host = new TapHost(1500);
        user = new Digesting(new SimUser(7, 0, new Random(1)));
        user.connection = host.tcp.add(user, TapHost.OURS, PORT, TapHost.KERNEL, PORT);
    }

    @AfterEach
    void close() {
        if (peer != null) {
            peer.destroyForcibly();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void bulkBothWaysAtOnceWithTheOptionsNegotiated() throws Exception {
        start("listen", BYTES, BYTES);
        user.connection.connect(System.nanoTime());
        host.run("connect", 20, () -> user.sent.connects == 1, () -> { });
        user.sent.offered = BYTES;
        host.run("some octets", 60, () -> user.received > BYTES / 8, this::transmit);
        assertThat(host.kernel.run("ss -tino")).contains("ESTAB", " ts ", " sack ", " wscale:5,");
        finish(BYTES);
    }

    @Test
    void theKernelConnectsToUsAndEverySegmentOfOursIsWellFormed() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "tshark judges");
        Path capture = directory.resolve("tcp.pcap");
        Process dump = host.kernel.call(() -> new ProcessBuilder("tcpdump", "-i", "tap0", "-U", "-Z", "root", "-w",
                capture.toString()).redirectErrorStream(true).start());
        assertThat(dump.inputReader().readLine()).contains("listening");
        user.connection.listen();
        start("connect", 1 << 20, 1 << 20);
        host.run("connect", 20, () -> user.sent.connects == 1, () -> { });
        user.sent.offered = 1 << 20;
        finish(1 << 20);
        dump.destroy();
        dump.waitFor();
        assertThat(tshark(capture, "tcp.flags.syn==1 && tcp.flags.ack==1")).contains("SACK_PERM", "TSval", "WS=32");
        assertThat(tshark(capture, "ip.src==10.9.0.2 && tcp")).hasSizeGreaterThan(100);
        assertThat(tshark(capture, "ip.src==10.9.0.2 && (_ws.malformed || tcp.checksum.status==\"Bad\""
                + " || ip.checksum.status==\"Bad\" || tcp.analysis.retransmission)")).isBlank();
    }

    @Test
    void bothConnectAtOnce() throws Exception {
        start("connect", 1000, 1000);
        user.connection.connect(System.nanoTime());
        host.run("connect", 20, () -> user.sent.connects == 1, () -> { });
        user.sent.offered = 1000;
        finish(1000);
    }

    private void finish(long expected) throws Exception {
        host.run("all octets sent", 300, () -> user.sent.acknowledged == expected, this::transmit);
        user.connection.close(System.nanoTime());
        host.run("all octets received", 300, () -> user.closed != null && !peer.isAlive(), this::transmit);
        BufferedReader output = peer.inputReader();
        assertThat(output.readLine()).isEqualTo("sent " + hex(user.digest));
        assertThat(output.readLine()).isEqualTo("got " + hex(digestOf(user.sent.sends, expected)) + " " + expected);
        assertThat(user.closed).isEqualTo(CloseReason.FINISHED);
    }

    private void transmit() {
        user.connection.transmit(System.nanoTime());
    }

    private void start(String role, long sends, long receives) throws Exception {
        Path script = directory.resolve("kernel_peer.py");
        try (InputStream source = LinuxTest.class.getResourceAsStream("kernel_peer.py")) {
            Files.copy(source, script);
        }
        peer = host.kernel.call(() -> new ProcessBuilder("/usr/bin/python3", script.toString(), role, "10.9.0.1",
                "10.9.0.2", Integer.toString(PORT), Long.toString(sends), Long.toString(receives))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
        assertThat(peer.inputReader().readLine()).isEqualTo("ready");
    }

    private static String tshark(Path capture, String filter) throws Exception {
        Process tshark = new ProcessBuilder("tshark", "-r", capture.toString(), "-o", "tcp.check_checksum:TRUE", "-o",
                "ip.check_checksum:TRUE", "-Y", filter).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(tshark.getInputStream().readAllBytes());
        assertThat(tshark.waitFor()).isZero();
        return output;
    }

    private static MessageDigest digestOf(Pattern pattern, long length) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        MemorySegment block = Arena.ofAuto().allocate(1 << 16);
        for (long at = 0; at < length; at += block.byteSize()) {
            int piece = (int) Math.min(block.byteSize(), length - at);
            pattern.write(at, piece, block.address());
            digest.update(block.asSlice(0, piece).asByteBuffer());
        }
        return digest;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Sends a pattern, digests what it gets. */
    private static final class Digesting implements TcpUser {
        final SimUser sent;
        final MessageDigest digest = MessageDigest.getInstance("SHA-256");
        TcpConnection connection;
        long received;
        CloseReason closed;

        Digesting(SimUser sent) throws Exception {
            this.sent = sent;
        }

        @Override
        public long sendable() {
            return sent.sendable();
        }

        @Override
        public int gather(long offset, int length, long to) {
            return sent.gather(offset, length, to);
        }

        @Override
        public long tail() {
            return sent.tail();
        }

        @Override
        public void acknowledged(long offset) {
            sent.acknowledged(offset);
        }

        @Override
        public int receive(long address, int length) {
            digest.update(MEMORY.asSlice(address, length).asByteBuffer());
            received += length;
            return length;
        }

        @Override
        public void connected(long nowNs) {
            sent.connected(nowNs);
        }

        @Override
        public void peerClosed() {
            sent.peerClosed();
        }

        @Override
        public void closed(CloseReason reason, long nowNs) {
            if (reason == CloseReason.REFUSED) {
                connection.connect(nowNs); // the kernel's program had not called connect yet
            } else {
                closed = reason;
            }
        }
    }
}
