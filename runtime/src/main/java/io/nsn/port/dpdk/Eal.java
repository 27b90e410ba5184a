package io.nsn.port.dpdk;

import io.nsn.ffi.Native;
import io.nsn.ffi.dpdk.Dpdk;
import io.nsn.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * DPDK's environment abstraction layer. A process has it once and for ever: it starts with the first port's arguments.
 * It pins its thread to a core, so that thread is its own, and it also runs whatever may block.
 */
final class Eal {
    private static final String VERSION = "DPDK 22.11";
    private static final String INSTALL = "sudo apt-get install librte-meta-net librte-meta-mempool (Debian 12)";
    /** What the kernel's and EAL's own files would be, without a second process that wants them. */
    private static final List<String> DEFAULTS = List.of("--in-memory", "--single-file-segments");

    private static final ExecutorService THREAD =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("dpdk-eal").daemon().factory());
    /** The arguments EAL runs with; null before. EAL's thread only. */
    private static List<String> running;

    /** A task for EAL's thread. */
    interface Task<T> extends Callable<T> {
        @Override
        T call() throws PortException;
    }

    private Eal() {}

    /** Runs {@code task} on EAL's thread and waits. */
    static <T> T run(Task<T> task) throws PortException {
        try {
            return THREAD.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PortException failed) {
                throw new PortException(failed.getMessage(), failed);
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PortException("interrupted", e);
        }
    }

    /** As {@link #run}, for what cannot fail. */
    static void finish(Runnable task) {
        try {
            run(() -> {
                task.run();
                return null;
            });
        } catch (PortException e) {
            throw new IllegalStateException(e); // this thread was interrupted
        }
    }

    /** Runs {@code task} on EAL's thread after some time; nobody waits for it. */
    static void later(Runnable task, long ms) {
        CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS, THREAD).execute(task);
    }

    /**
     * Starts EAL, or makes sure that it runs with what is asked for. EAL's thread.
     *
     * @param arguments as the configuration has them; blank for those that suit the device
     */
    static void start(String arguments, DpdkDevice device) throws PortException {
        List<String> wanted = arguments(arguments, device);
        if (running == null) {
            checkVersion();
            Hugepages.check(wanted);
            initialise(wanted);
            running = wanted;
        } else if (!arguments.isBlank() && !wanted.equals(running)) {
            throw new PortException("DPDK runs in this process already, with eal_args \"" + String.join(" ", running)
                    + "\"; give every DPDK plugin the same eal_args");
        }
    }

    private static List<String> arguments(String arguments, DpdkDevice device) throws PortException {
        List<String> words = new ArrayList<>(arguments.isBlank() ? DEFAULTS : List.of(arguments.strip().split("\\s+")));
        if (words.contains("-h") || words.contains("--help")) {
            throw new PortException("eal_args: " + arguments + " would end the process; leave it out");
        }
        boolean chosen = words.stream().anyMatch(word -> word.startsWith("-a") || word.startsWith("--allow")
                || word.equals("--no-pci") || word.startsWith("-b") || word.startsWith("--block"));
        if (!chosen && device.isPci()) {
            words.addAll(List.of("-a", device.name()));
        } else if (!chosen && device.isNamed()) {
            words.add("--no-pci"); // else EAL would take every card that is bound to a user-space driver
        }
        return words;
    }

    private static void checkVersion() throws PortException {
        String version;
        try {
            version = Native.MEMORY.getString(Dpdk.rte_version());
        } catch (LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PortException("DPDK 22.11 is not installed (" + cause.getMessage() + "); " + INSTALL, e);
        }
        if (!version.startsWith(VERSION + '.')) {
            throw new PortException(version + " is installed, but this build is made for " + VERSION + ", whose "
                    + "structures differ; " + INSTALL);
        }
    }

    private static void initialise(List<String> arguments) throws PortException {
        List<String> words = new ArrayList<>(List.of("nsnd", "--log-level=error"));
        words.addAll(arguments);
        Arena forever = Arena.global(); // EAL keeps pointers into its arguments
        MemorySegment vector = forever.allocate(ValueLayout.JAVA_LONG, words.size() + 1L);
        for (int i = 0; i < words.size(); i++) {
            vector.setAtIndex(ValueLayout.JAVA_LONG, i, forever.allocateFrom(words.get(i)).address());
        }
        if (Dpdk.rte_eal_init(words.size(), vector.address()) < 0) {
            int errno = Dpdk.per_lcore__rte_errno();
            Dpdk.fflush(0); // what EAL printed must not come in the middle of a later line of ours
            throw new PortException("DPDK does not start with eal_args \"" + String.join(" ", arguments) + "\": "
                    + describe(errno) + "; correct eal_args (what EAL printed above tells more), or run as root");
        }
    }

    /** DPDK's sentence for an error number, whatever its sign. */
    static String describe(int errno) {
        return Native.MEMORY.getString(Dpdk.rte_strerror(Math.abs(errno)));
    }

    /**
     * Gives the calling thread an lcore id, by which DPDK finds its caches of buffers.
     *
     * @return the id, or -1 where there is none left: slower, and right all the same
     */
    static int registerThread() {
        int lcore = Dpdk.per_lcore__lcore_id();
        if (lcore < 0) {
            Dpdk.rte_thread_register();
            lcore = Dpdk.per_lcore__lcore_id();
        }
        return lcore < Dpdk.RTE_MAX_LCORE ? lcore : -1;
    }
}
