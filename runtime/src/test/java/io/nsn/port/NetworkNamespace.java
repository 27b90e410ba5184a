package io.nsn.port;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.ffi.Threads;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace of its own for a thread of this process, and for the programs that it starts: a host for a test.
 * It goes when it is closed and nothing in it is open.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final MethodHandle UNSHARE = function("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle GETTID = function("gettid", FunctionDescriptor.of(JAVA_INT));

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final int threadId;

    /** Skips the test where this user may make none. */
    public NetworkNamespace() {
        Assumptions.assumeTrue(Threads.effectiveUserId() == 0, "network namespaces need root");
        threadId = call(NetworkNamespace::unshare);
        ip("link set lo up");
    }

    /** Runs {@code task} in the namespace; what it throws is a failure of the test. */
    public <T> T call(Callable<T> task) {
        try {
            return thread.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs {@code ip} with these arguments here. */
    public void ip(String arguments) {
        run("ip " + arguments);
    }

    /** Runs a program to its end, which must be a success. @return what it printed */
    public String run(String command) {
        return call(() -> {
            Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(command + ": " + output).isZero();
            return output;
        });
    }

    /** A thread that lives here: {@code ip link set ... netns} takes it for a process id. */
    public int threadId() {
        return threadId;
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    private static int unshare() {
        try {
            int failed = (int) UNSHARE.invokeExact(CLONE_NEWNET);
            Assumptions.assumeTrue(failed == 0, "no network namespaces here");
            return (int) GETTID.invokeExact();
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().find(name).orElseThrow(),
                descriptor);
    }
}
