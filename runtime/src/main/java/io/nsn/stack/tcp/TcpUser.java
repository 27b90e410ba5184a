package io.nsn.stack.tcp;

/**
 * Whose bytes a connection carries. The connection keeps no copy of what it sends: it asks for any part of the stream again
 * until that is acknowledged. All calls come on the connection's thread, from inside the connection's own methods, and none
 * may call it back, but for {@link #closed}. Offsets count the octets of one incarnation from 0.
 */
public interface TcpUser {

    /** The offset behind the last octet that may be sent. */
    long sendable();

    /**
     * Writes octets from {@code offset} on to {@code to}; may leave out a tail that lies in one piece, which is then at
     * {@link #tail} and stays there until it is acknowledged.
     *
     * @return how many octets were written, at most {@code length}
     */
    int gather(long offset, int length, long to);

    /** Where the octets lie that the last {@link #gather} left out. */
    long tail();

    /** The peer has everything below {@code offset}. */
    void acknowledged(long offset);

    /**
     * Takes octets in order.
     *
     * @return how many were taken; where fewer than {@code length}, the rest is kept and offered again after
     *         {@link TcpConnection#resume}; -1: they make no sense, the connection is reset
     */
    int receive(long address, int length);

    /** The handshake is done: stream offsets begin at 0 in both directions. */
    void connected(long nowNs);

    /** The peer sends no more; everything before was received. */
    void peerClosed();

    /** The connection is no more, other than by {@link TcpConnection#abort}. May listen or connect again. */
    void closed(CloseReason reason, long nowNs);
}
