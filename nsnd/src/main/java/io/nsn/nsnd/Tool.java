package io.nsn.nsnd;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** What the tools of {@code ./insane} have in common. */
final class Tool {
    private static final int FAILED = 1;

    private Tool() {}

    /** Runs a tool; a file that cannot be written is one line on standard error. */
    static int run(Callable<Integer> command, String... arguments) {
        return new CommandLine(command).setExecutionExceptionHandler((failure, line, parsed) -> {
            if (!(failure instanceof IOException)) {
                throw failure;
            }
            line.getErr().println("cannot write " + failure.getMessage());
            return FAILED;
        }).execute(arguments);
    }

    static void writeJson(Object shown, Path file) throws IOException {
        JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).write(shown, file.toFile());
    }
}
