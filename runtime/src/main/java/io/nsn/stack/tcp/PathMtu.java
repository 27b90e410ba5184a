package io.nsn.stack.tcp;

/**
 * The longest segment that the path carries: routers say where ours are too long (RFC 1191), and are believed where they
 * quote what is in flight (RFC 5927 §4.1); after a while a larger one is tried again.
 */
final class PathMtu {
    private static final int SMALLEST = 552; // RFC 5927 §6.2: smaller claims are not believed
    private static final int IP_AND_TCP = 40;
    private static final long TRY_LARGER_NS = 600_000_000_000L; // RFC 1191 §6.3

    private final TcpConnection connection;
    private final TcpCounts counts;

    PathMtu(TcpConnection connection, TcpCounts counts) {
        this.connection = connection;
        this.counts = counts;
    }

    /** A router cannot carry our segment at {@code sequence}. */
    void tooLong(int sequence, int mtu, long nowNs) {
        Sender sender = connection.sender;
        long absolute = Seq.absolute(connection.emitter.initial(), sender.una(), sequence);
        boolean ours = connection.state().sends() && absolute >= sender.una() && absolute < sender.nxt();
        int segment = Math.max(SMALLEST, mtu) - IP_AND_TCP;
        if (ours && segment < sender.mss()) {
            counts.count(TcpEvent.PATH_MTU_CHANGES);
            sender.pathChanged(segment);
            connection.timers.pathMtu = nowNs + TRY_LARGER_NS;
            connection.transmit(nowNs);
        }
    }

    void tryLarger() {
        connection.timers.pathMtu = Timers.NEVER;
        connection.sender.pathChanged(connection.handshake.agreedMss());
    }
}
