package io.nsn.client;

import io.nsn.api.Session;

/** What {@link Session#open()} finds. */
public final class JavaSessionProvider implements Session.Provider {
    @Override
    public Session open() {
        return new JavaSession(ClientSession.connect());
    }
}
