package io.nsn.stack.tcp;

/** How often each {@link TcpEvent} happened, and who else hears of it. One thread. */
public final class TcpCounts {
    private final long[] counts = new long[TcpEvent.values().length];
    private TcpEvents listener = event -> { };

    /** Who hears of each event from now on. */
    public void tell(TcpEvents listener) {
        this.listener = listener;
    }

    void count(TcpEvent event) {
        counts[event.ordinal()]++;
        listener.count(event);
    }

    public long of(TcpEvent event) {
        return counts[event.ordinal()];
    }
}
