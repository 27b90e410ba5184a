package io.nsn.port.dpdk;

import io.nsn.port.PortException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether there is the memory that EAL takes: without it EAL only says that access was denied. */
final class Hugepages {
    private static final Path SIZES = Path.of("/sys/kernel/mm/hugepages");

    private Hugepages() {}

    static void check(List<String> ealArguments) throws PortException {
        if (!ealArguments.contains("--no-huge") && !anyFree()) {
            throw new PortException("no hugepages are free, and DPDK's memory is made of them; "
                    + "echo 512 | sudo tee /proc/sys/vm/nr_hugepages");
        }
    }

    private static boolean anyFree() {
        try (DirectoryStream<Path> sizes = Files.newDirectoryStream(SIZES)) {
            for (Path size : sizes) {
                if (Long.parseLong(Files.readString(size.resolve("free_hugepages")).strip()) > 0) {
                    return true;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return true; // EAL knows better
        }
        return false;
    }
}
