package io.nsn.client.abi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.client.ClientSession;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.LongConsumer;

/** The thread that calls a sink's callback with the address of each message's structure, one after the other. */
final class CallbackSink implements Runnable {
    private static final long WAIT_NS = 100_000_000;
    private static final MethodHandle CALL =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG));

    private final Connection connection;
    private final int stream;
    private final int sink;
    private final LongConsumer callback;
    private final Thread thread;
    private volatile boolean stopping;

    CallbackSink(Connection connection, int stream, int sink, LongConsumer callback) {
        this.connection = connection;
        this.stream = stream;
        this.sink = sink;
        this.callback = callback;
        this.thread = new Thread(this, "nsn-sink-" + sink);
        thread.setDaemon(true);
    }

    /** The callback that calls {@code void (*)(nsn_buffer_t *)}. */
    static LongConsumer function(long address) {
        return new Function(MemorySegment.ofAddress(address));
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

    private void deliver(long message) {
        int slot = (int) (message >>> 32);
        connection.claim(slot);
        callback.accept(connection.lend(slot, (int) message));
        connection.releaseClaimed(slot);
    }

    /** A function of C, which cannot throw. */
    private record Function(MemorySegment address) implements LongConsumer {
        @Override
        public void accept(long buffer) {
            try {
                CALL.invokeExact(address, buffer);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
