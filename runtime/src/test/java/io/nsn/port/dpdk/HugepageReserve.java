package io.nsn.port.dpdk;

import io.nsn.ffi.Threads;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Hugepages for a test, given back at its end: held by a process of the lab's, which shares them out to all that run at a time. */
final class HugepageReserve implements AutoCloseable {
    private static final Path LAB = Path.of("../tutorial");
    private static final String HOLD = """
            import sys
            from lab.hugepages import HugepagePool
            with HugepagePool().reserved(int(sys.argv[1])):
                print("held", flush=True)
                sys.stdin.read()
            """;

    private final Process holder;

    /** Skips the test where they cannot be had. */
    HugepageReserve(int pages) throws IOException {
        Assumptions.assumeTrue(Threads.effectiveUserId() == 0, "hugepages need root");
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", HOLD, Integer.toString(pages)).redirectError(Redirect.INHERIT);
        builder.environment().put("PYTHONPATH", LAB.toString());
        holder = builder.start();
        boolean held = "held".equals(holder.inputReader(StandardCharsets.UTF_8).readLine());
        Assumptions.assumeTrue(held, "this machine has no memory for " + pages + " hugepages");
    }

    @Override
    public void close() throws IOException {
        holder.getOutputStream().close();
        holder.onExit().join();
    }
}
