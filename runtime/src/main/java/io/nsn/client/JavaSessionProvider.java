package io.nsn.client;

import io.nsn.api.Session;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;

/** What {@link Session#open()} finds. */
public final class JavaSessionProvider implements Session.Provider {
    private static final AtomicBoolean REHEARSED = new AtomicBoolean();

    @Override
    public Session open() {
        ClientSession session = ClientSession.connect();
        if (REHEARSED.compareAndSet(false, true)) {
            ServiceLoader.load(Rehearsal.class, Rehearsal.class.getClassLoader()).forEach(Rehearsal::run);
        }
        return new JavaSession(session);
    }
}
