package io.nsn.stack.tcp;

/** How often each {@link TcpEvent} happened. One thread. */
public final class TcpCounts {
    private final long[] counts = new long[TcpEvent.values().length];

    void count(TcpEvent event) {
        counts[event.ordinal()]++;
    }

    public long of(TcpEvent event) {
        return counts[event.ordinal()];
    }
}
