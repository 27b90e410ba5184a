package io.nsn.daemon;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The JVM's compilers. What practice has shown them to be hot they are still at work on when it ends, and whoever then yields to
 * them waits for milliseconds.
 */
final class Compilers {
    private static final System.Logger LOG = System.getLogger("nsn.practice");
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final int LOOKS_AT_REST = 3;
    private static final long BETWEEN_LOOKS_MS = 1;

    private Compilers() {}

    /** Sleeps until they have nothing to do, or the time is over. */
    static void awaitRest(long atMostNs) {
        long end = System.nanoTime() + atMostNs;
        try {
            List<Path> states = states();
            int rested = 0;
            while (rested < LOOKS_AT_REST && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
                rested = atRest(states) ? rested + 1 : 0;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot tell whether the JVM still compiles", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A file of each of their threads, the state of which it tells. */
    static List<Path> states() throws IOException {
        try (Stream<Path> threads = Files.list(THREADS)) {
            return threads.filter(Compilers::compiles).map(thread -> thread.resolve("stat")).toList();
        }
    }

    private static boolean compiles(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).contains("CompilerThre");
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private static boolean atRest(List<Path> states) throws IOException {
        for (Path state : states) {
            String text = Files.readString(state); // proc(5): number (name) state ...
            if (text.charAt(text.lastIndexOf(')') + 2) == 'R') {
                return false;
            }
        }
        return true;
    }
}
