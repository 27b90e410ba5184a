package io.nsn.api;

import java.util.ServiceLoader;

/** An application's connection to the daemon of its host. */
public interface Session extends AutoCloseable {

    /**
     * Connects to the local daemon, configured by {@code nsn-app.cfg} in the working directory (or the file that the
     * environment's {@code NSN_APP_CONFIG} names).
     *
     * @throws NsnException within a second where no daemon answers; the message says how to start one
     */
    static Session open() {
        return ServiceLoader.load(Provider.class).findFirst()
                .orElseThrow(() -> new NsnException("no session provider on the class path: add nsn-runtime.jar"))
                .open();
    }

    /** The application id of this session: only sessions with the same id can communicate. */
    int applicationId();

    Stream createStream(Qos qos);

    /** Whether the daemon is still there and this session not closed. */
    boolean isOpen();

    /** Closes all streams; buffers not released go back to the daemon. Waiting calls of other threads return empty. */
    @Override
    void close();

    /** How {@link #open()} finds the implementation. */
    interface Provider {
        Session open();
    }
}
