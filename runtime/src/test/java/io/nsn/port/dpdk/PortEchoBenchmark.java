package io.nsn.port.dpdk;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The round trip of a frame between two processes over vhost and virtio-user, both sides in Java through PacketPort, and
 * both in C with libdpdk: in turn, in one run, so that the machine's moods meet both. Prints medians and their ratio.
 * {@code java -cp target/classes:target/test-classes io.nsn.port.dpdk.PortEchoBenchmark [ROUNDS [COUNT [PAYLOAD]]]}, in
 * runtime/, as root, with 64 hugepages free.
 */
final class PortEchoBenchmark {
    private static final Path SOURCE = Path.of("src/test/resources/benchmark/port_echo.c");

    private final Path folder;
    private final String count;
    private final String payload;

    private PortEchoBenchmark(Path folder, int count, int payload) {
        this.folder = folder;
        this.count = String.valueOf(count);
        this.payload = String.valueOf(payload);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int[] numbers = {5, 200_000, 64};
        for (int i = 0; i < arguments.length; i++) {
            numbers[i] = Integer.parseInt(arguments[i]);
        }
        Path folder = Files.createTempDirectory("port-echo");
        PortEchoBenchmark benchmark = new PortEchoBenchmark(folder, numbers[1], numbers[2]);
        benchmark.compile();
        long[] c = new long[numbers[0]];
        long[] java = new long[numbers[0]];
        for (int round = 0; round < numbers[0]; round++) {
            c[round] = benchmark.pair("C   ", benchmark::inC);
            java[round] = benchmark.pair("Java", benchmark::inJava);
        }
        Arrays.sort(c);
        Arrays.sort(java);
        System.out.printf("median of p50: C %d ns, Java %d ns, ratio %.2f; best: C %d ns, Java %d ns, ratio %.2f%n",
                c[c.length / 2], java[java.length / 2], (double) java[java.length / 2] / c[c.length / 2], c[0], java[0],
                (double) java[0] / c[0]);
        Files.delete(folder.resolve("port_echo"));
        Files.delete(folder);
    }

    /** A side's command line. */
    private interface Side {
        List<String> command(String mode, int cpu, String vdev);
    }

    private long pair(String language, Side side) throws IOException, InterruptedException {
        Path socket = folder.resolve("cable");
        Process echo = start(side.command("echo", 0, "net_vhost0,iface=" + socket + ",queues=1"));
        try (BufferedReader ready = echo.inputReader()) {
            await(ready, "open");
            Process ping = start(side.command("ping", 1, "net_virtio_user0,path=" + socket + ",queues=1"));
            String[] result = await(ping.inputReader(), "[0-9]+ [0-9]+").split(" ");
            ping.waitFor();
            System.out.println(language + " p50 " + result[0] + " ns, p99 " + result[1] + " ns");
            return Long.parseLong(result[0]);
        } finally {
            echo.destroyForcibly().waitFor();
            Files.deleteIfExists(socket);
        }
    }

    private List<String> inC(String mode, int cpu, String vdev) {
        return List.of(folder.resolve("port_echo").toString(), mode, count, payload, "port_echo", "-l", "" + cpu,
                "--no-pci", "--in-memory", "--single-file-segments", "--log-level=error", "--vdev", vdev);
    }

    private List<String> inJava(String mode, int cpu, String vdev) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                PortEcho.class.getName(), mode, count, payload, "" + cpu, "", vdev);
    }

    private void compile() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("cc", "-O3", "-o", folder.resolve("port_echo").toString(),
                SOURCE.toString()));
        Process flags = start(List.of("pkg-config", "--cflags", "--libs", "libdpdk"));
        command.addAll(List.of(flags.inputReader().readLine().strip().split("\\s+")));
        if (start(command).waitFor() != 0) {
            throw new IOException("cannot compile " + SOURCE + ": apt-get install gcc libdpdk-dev pkg-config");
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    private static String await(BufferedReader lines, String pattern) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.matches(pattern)) {
                return line;
            }
        }
        throw new IOException("a side ended before it said " + pattern);
    }
}
