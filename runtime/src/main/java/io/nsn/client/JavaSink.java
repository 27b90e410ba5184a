package io.nsn.client;

import io.nsn.api.Buffer;
import io.nsn.api.Sink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A sink of a {@link JavaSession}. */
final class JavaSink implements Sink {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final JavaSession session;
    private final int handle;
    private final int channel;

    JavaSink(JavaSession session, int handle, int channel) {
        this.session = session;
        this.handle = handle;
        this.channel = channel;
    }

    @Override
    public int channel() {
        return channel;
    }

    @Override
    public boolean dataAvailable() {
        return session.core.dataAvailable(handle);
    }

    @Override
    public Buffer tryConsume() {
        long message = session.core.tryConsume(handle);
        return message < 0 ? null : session.lend((int) (message >>> 32), (int) message);
    }

    @Override
    public Buffer consume() {
        return consumeUntil(Long.MAX_VALUE);
    }

    @Override
    public Buffer consume(Duration timeout) {
        Buffer buffer = tryConsume();
        return buffer != null ? buffer : consumeUntil(System.nanoTime() + timeout.toNanos());
    }

    /** @param deadline in the time of System.nanoTime; Long.MAX_VALUE for none */
    private Buffer consumeUntil(long deadline) {
        Buffer buffer;
        while ((buffer = tryConsume()) == null) {
            long left = deadline == Long.MAX_VALUE ? SLICE_NS : deadline - System.nanoTime();
            if (left <= 0 || session.core.awaitData(handle, Math.min(SLICE_NS, left)) == ClientSession.CLOSED
                    || Thread.interrupted()) {
                return tryConsume();
            }
        }
        return buffer;
    }

    /** The callback's thread: until the sink or the session closes. */
    void serve(Consumer<Buffer> receiver) {
        Buffer buffer;
        while ((buffer = consume()) != null) {
            try {
                receiver.accept(buffer);
            } catch (RuntimeException e) {
                System.getLogger("nsn").log(System.Logger.Level.ERROR, "a sink's receiver failed", e);
            } finally {
                buffer.release();
            }
        }
    }

    @Override
    public void close() {
        if (session.core.isOpen()) {
            session.core.destroySink(handle);
        }
    }
}
