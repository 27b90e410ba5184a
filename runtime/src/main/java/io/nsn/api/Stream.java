package io.nsn.api;

import java.util.function.Consumer;

/** A QoS domain: its sources and sinks share one datapath. */
public interface Stream extends AutoCloseable {
    Qos qos();

    /** The datapath the daemon chose, such as {@code udpsock}. */
    String datapath();

    /** @param channel any number but 0xFFFFFFFF, unsigned */
    Source createSource(int channel);

    /** @param channel any number but 0xFFFFFFFF, unsigned */
    Sink createSink(int channel);

    /** A sink whose messages go to {@code receiver}, on a thread of the session; the buffer is released after. */
    Sink createSink(int channel, Consumer<Buffer> receiver);

    @Override
    void close();
}
