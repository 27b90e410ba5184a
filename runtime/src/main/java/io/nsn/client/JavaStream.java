package io.nsn.client;

import io.nsn.api.Buffer;
import io.nsn.api.Qos;
import io.nsn.api.Sink;
import io.nsn.api.Source;
import io.nsn.api.Stream;
import java.util.function.Consumer;

/** A stream of a {@link JavaSession}. */
final class JavaStream implements Stream {
    private final JavaSession session;
    private final int handle;
    private final Qos qos;
    private final String datapath;

    JavaStream(JavaSession session, int handle, Qos qos) {
        this.session = session;
        this.handle = handle;
        this.qos = qos;
        datapath = session.core.datapath(handle);
    }

    @Override
    public Qos qos() {
        return qos;
    }

    @Override
    public String datapath() {
        return datapath;
    }

    @Override
    public Source createSource(int channel) {
        return new JavaSource(session, session.core.createSource(handle, channel), channel);
    }

    @Override
    public Sink createSink(int channel) {
        return new JavaSink(session, session.core.createSink(handle, channel), channel);
    }

    @Override
    public Sink createSink(int channel, Consumer<Buffer> receiver) {
        JavaSink sink = new JavaSink(session, session.core.createSink(handle, channel), channel);
        Thread thread = new Thread(() -> sink.serve(receiver), "nsn-sink-" + Integer.toUnsignedString(channel));
        thread.setDaemon(true);
        thread.start();
        return sink;
    }

    @Override
    public void close() {
        session.closed(this);
        if (session.core.isOpen()) {
            session.core.destroyStream(handle);
        }
    }
}
