package io.nsn.client.abi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.client.ClientSession;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The thread that calls a sink's callback: {@code void (*)(nsn_buffer_t *)}, one message after the other. */
final class CallbackSink implements Runnable {
    private static final long WAIT_NS = 100_000_000;
    private static final MethodHandle CALL =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG));

    private final Connection connection;
    private final int stream;
    private final int sink;
    private final MemorySegment callback;
    private final Thread thread;
    private volatile boolean stopping;

    /** @param callback the C function's address */
    CallbackSink(Connection connection, int stream, int sink, long callback) {
        this.connection = connection;
        this.stream = stream;
        this.sink = sink;
        this.callback = MemorySegment.ofAddress(callback);
        this.thread = new Thread(this, "nsn-sink-" + sink);
        thread.setDaemon(true);
    }

    boolean isOf(int candidate) {
        return stream == candidate;
    }

    void start() {
        thread.start();
    }

    /** Asks the thread to end; {@link #join} waits for it. */
    void stop() {
        stopping = true;
    }

    /** Returns when no callback runs any more; at once on the callback's own thread. */
    void join() {
        boolean interrupted = false;
        while (thread != Thread.currentThread() && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                long message = connection.tryConsume(sink);
                if (message >= 0) {
                    deliver(message);
                } else if (message != ClientSession.NONE
                        || connection.awaitData(sink, WAIT_NS) == ClientSession.CLOSED) {
                    return;
                }
            }
        } catch (Throwable e) {
            Calls.report("callback of sink " + sink, e);
        } finally {
            connection.forget(sink, this);
        }
    }

    private void deliver(long message) throws Throwable {
        int slot = (int) (message >>> 32);
        connection.claim(slot);
        CALL.invokeExact(callback, connection.lend(slot, (int) message));
        connection.releaseClaimed(slot);
    }
}
