package io.nsn.nsnd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon as a process: what it prints and how it ends. */
@Timeout(60)
class MainTest {
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void endsWithZeroOnASignal(String signal) throws Exception {
        Process daemon = ready();
        new ProcessBuilder("kill", "-" + signal, Long.toString(daemon.pid())).start().waitFor();
        assertThat(exitStatus(daemon)).isZero();
    }

    @Test
    void aSecondDaemonSaysWhoIsThereAndEndsWithOne() throws Exception {
        ready();
        Process second = start("--config", config(""));
        assertThat(exitStatus(second)).isEqualTo(1);
        assertThat(errors(second)).startsWith("nsnd: another daemon already serves the control socket " + socket())
                .hasLineCount(1);
    }

    @Test
    void aMistakeInTheConfigurationIsOneLineAndEndsWithTwo() throws Exception {
        String config = config("[global]\nio_bufs_num = 1000\n");
        Process daemon = start("--config", config);
        assertThat(exitStatus(daemon)).isEqualTo(2);
        assertThat(errors(daemon)).isEqualTo(config
                + ":2: [global] io_bufs_num = 1000: must be a power of two, 2 to 65536 (the next is 1024)\n");
    }

    @Test
    void checkingStartsNothing() throws Exception {
        Process check = start("--check", "--config", config(""));
        assertThat(exitStatus(check)).isZero();
        assertThat(output(check)).isEqualTo("The configuration can be used.\n");
    }

    @Test
    void printsAConfigurationThatItAccepts() throws Exception {
        Process print = start("--print-config");
        String printed = output(print);
        assertThat(exitStatus(print)).isZero();
        assertThat(exitStatus(start("--check", "--config", config(printed)))).isZero();
    }

    private Process ready() throws IOException {
        Process daemon = start("--config", config(""));
        assertThat(daemon.inputReader().readLine()).as("first line, or the end where it failed").isEqualTo("nsnd ready");
        return daemon;
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.nsn.nsnd.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("NSND_SOCKET", socket());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** One for this test alone: other daemons may run on this machine. */
    private String socket() {
        return "@nsnd-test-" + directory.getFileName();
    }

    private String config(String text) throws IOException {
        return Files.writeString(directory.resolve("nsnd.cfg"), text).toString();
    }

    private static int exitStatus(Process process) throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends in time").isTrue();
        return process.exitValue();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes());
    }

    private static String errors(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes());
    }
}
