package io.nsn.graalpy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;

/** {@code graalpy PROGRAM [ARGUMENT...]}: what {@code python3 PROGRAM} does, with the modules of {@code nsn.python} at hand. */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    /** What a shell says of a program that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    /** What programs written for CPython use and GraalPy lacks. */
    private static final String MISSING = """
            import os, java
            if not hasattr(os, "sched_yield"):
                os.sched_yield = java.type("io.nsn.ffi.Threads").yieldCore
            del os, java
            """;

    private Main() {}

    public static void main(String[] args) {
        if (args.length == 0) {
            System.err.println("Usage: graalpy PROGRAM [ARGUMENT...]");
            System.exit(USAGE);
        }
        Path program = Path.of(args[0]);
        if (!Files.isReadable(program)) {
            System.err.println("graalpy: cannot read " + program);
            System.exit(USAGE);
        }
        int status = run(program, args);
        System.out.flush();
        // Not halted by threads that the program or its sinks' callbacks left behind.
        System.exit(status);
    }

    private static int run(Path program, String[] args) {
        try (Context context = context(args)) {
            context.eval("python", MISSING);
            context.eval(Source.newBuilder("python", program.toFile()).build());
            return 0;
        } catch (PolyglotException e) {
            return status(e);
        } catch (IOException e) {
            System.err.println("graalpy: " + e.getMessage());
            return FAILED;
        }
    }

    private static Context context(String[] args) {
        return Context.newBuilder("python")
                .allowAllAccess(true)
                .arguments("python", args)
                .option("python.PythonPath", System.getProperty("nsn.python"))
                // Parsing the standard library anew would take most of the start.
                .option("python.DontWriteBytecodeFlag", "false")
                .option("python.PyCachePrefix", System.getProperty("nsn.pycache"))
                .option("python.InstallSignalHandlers", "true")
                .option("python.AlwaysRunExcepthook", "true")
                .build();
    }

    /** The exit status for what ended the program; Python has printed its traceback already. */
    private static int status(PolyglotException end) {
        if (end.isExit()) {
            return end.getExitStatus();
        }
        if (end.isInterrupted() || end.isCancelled()) {
            return INTERRUPTED;
        }
        System.err.println("graalpy: " + end.getMessage());
        return FAILED;
    }
}
