package io.nsn.datapath;

/** A datapath's messages of one application id. Every method runs on the agent's thread and never blocks. */
public interface Endpoint {

    /** Registers descriptors; called once, before any other method. */
    void start(Readiness readiness, long nowNs);

    /**
     * Sends from the outbound queue what the network takes now, at most one burst for each peer, and advances
     * {@link Outbound#NETWORK}'s cursor past every message that needs the slot no more.
     *
     * @return how many messages moved on; 0 means nothing could be done
     */
    int transmit(long nowNs);

    /**
     * Receives at most one burst and does what time demands (reconnects, retransmissions). Endpoints whose descriptors
     * are registered with the readiness receive in their handlers and only look at the clock here.
     *
     * @return how much was done
     */
    int poll(long nowNs);

    /** Nanoseconds until {@link #poll} must be called again though nothing arrives; Long.MAX_VALUE for never. */
    long untilNextDeadline(long nowNs);

    /** Whether the agent may sleep on the readiness: false for ports that can only be polled. */
    boolean canSleep();

    /**
     * The agent is about to sleep on the readiness: from now on what arrives must wake it, where the network can.
     *
     * @return false where something has arrived meanwhile: the agent may not sleep
     */
    default boolean prepareToSleep() {
        return true;
    }

    /** What a peer is owed has been handed to the network: an endpoint may be closed without loss. */
    boolean drained();

    /** Closes sockets and queues; idempotent. */
    void close();
}
