package io.nsn.datapath;

import io.nsn.counters.Counters;

/** A running plugin on this host. Used on the conductor's thread. */
public interface Datapath extends AutoCloseable {

    /**
     * Opens what carries one application id; nothing moves until {@link Endpoint#start}.
     *
     * @param applicationId 1 to 65535: the UDP or TCP port
     * @param inbound       takes what arrives; called on the agent's thread
     * @param outbound      what is to be sent; used on the agent's thread
     * @param counters      written on the agent's thread
     */
    Endpoint open(int applicationId, Inbound inbound, Outbound outbound, Counters counters) throws DatapathException;

    /**
     * What answers on this datapath's address, to ARP and ping, though no application has it open: it is started with the
     * daemon and closed with it. Null where the kernel does that.
     *
     * @param counters written on the agent's thread
     */
    default Endpoint presence(Counters counters) {
        return null;
    }

    /** Called after all endpoints are closed. */
    @Override
    void close();
}
