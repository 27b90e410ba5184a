package io.nsn.port.dpdk;

import io.nsn.port.NetworkNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process with a port of its own: DPDK starts once in a process and keeps its memory until the end. Commands and
 * answers are lines.
 */
final class PortProcess implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 100;

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream commands;

    private PortProcess(String first) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = first.isEmpty() ? List.of()
                : List.of("unshare", "--mount", "sh", "-c", first + " && exec \"$@\"", "sh");
        command = new ArrayList<>(command);
        command.addAll(List.of(java, "--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), PortCommands.class.getName()));
        process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        CompletableFuture.delayedExecutor(DEADLINE_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static PortProcess start() throws IOException {
        return new PortProcess("");
    }

    /** With a view of the file system of its own, on which a shell command works first. */
    static PortProcess startAfter(String command) throws IOException {
        return new PortProcess(command);
    }

    static PortProcess startIn(NetworkNamespace namespace) {
        return namespace.call(PortProcess::start);
    }

    /** Sends a command; its answer comes by {@link #answer}. */
    void tell(String... words) {
        commands.println(String.join("|", words));
    }

    /** The next answer. */
    String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(PortCommands.ANSWER)) {
                return line.substring(PortCommands.ANSWER.length());
            }
        }
        throw new IOException("the process ended: " + process.onExit().join().exitValue());
    }

    String ask(String... words) throws IOException {
        tell(words);
        return answer();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                kill();
                throw new AssertionError("the process with the port did not end");
            }
        } catch (InterruptedException e) {
            kill();
        }
    }
}
