package io.nsn.port.dpdk;

import io.nsn.ffi.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Hugepages for a test, given back at its end. */
final class HugepageReserve implements AutoCloseable {
    private static final Path NUMBER = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");

    private final int pages;

    /** Skips the test where they cannot be had. */
    HugepageReserve(int pages) throws IOException {
        Assumptions.assumeTrue(Threads.effectiveUserId() == 0, "hugepages need root");
        int before = number();
        add(pages);
        this.pages = number() - before;
        if (this.pages < pages) {
            add(-this.pages);
        }
        Assumptions.assumeTrue(this.pages >= pages, "this machine has no memory for " + pages + " hugepages");
    }

    @Override
    public void close() throws IOException {
        add(-pages);
    }

    private static int number() throws IOException {
        return Integer.parseInt(Files.readString(NUMBER).strip());
    }

    private static void add(int pages) throws IOException {
        Files.writeString(NUMBER, Integer.toString(Math.max(0, number() + pages)));
    }
}
