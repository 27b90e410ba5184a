package io.nsn.control;

/** What an application asks of its daemon. */
public sealed interface Request {
    /** First message of a session. Answered by {@link Reply.Welcome}, with the region's and the doorbell's descriptor. */
    record Hello(int version, int applicationId) implements Request {}

    /** The four values of {@code nsn_options}. Answered by {@link Reply.Created}. */
    record CreateStream(int datapath, int consumption, int determinism, int reliability) implements Request {}

    record DestroyStream(int stream) implements Request {}

    /** Answered by {@link Reply.Created}. */
    record CreateSource(int stream, int channel) implements Request {}

    record DestroySource(int source) implements Request {}

    /** Answered by {@link Reply.Created}; the handle is the index of the sink's ring as well. */
    record CreateSink(int stream, int channel) implements Request {}

    record DestroySink(int sink) implements Request {}

    /** Asks for the daemon's report; needs no session. Answered by one or more {@link Reply.Text}. */
    record Report() implements Request {}
}
