package io.nsn.api;

import java.time.Duration;

/** Receives the messages of one channel. */
public interface Sink extends AutoCloseable {
    int channel();

    boolean dataAvailable();

    /** The next message, or null where there is none. */
    Buffer tryConsume();

    /** The next message, waiting for it; null where the session closed or the thread was interrupted. */
    Buffer consume();

    /** As {@link #consume()}, waiting no longer than {@code timeout}; null when it passed. */
    Buffer consume(Duration timeout);

    @Override
    void close();
}
