package io.nsn.datapath.packet;

import io.nsn.counters.Counters;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Readiness;

/** Keeps a host on the network, for ARP and ping, whether or not an application uses it. Sends no messages. Agent's thread. */
final class HostPresence implements Endpoint {
    private final PacketHost host;
    private final int burst;
    private final Counters counters;
    private boolean attached;

    /** @param burst frames taken from the port in one go at most */
    HostPresence(PacketHost host, int burst, Counters counters) {
        this.host = host;
        this.burst = burst;
        this.counters = counters;
    }

    @Override
    public void start(Readiness readiness, long nowNs) {
        host.appear(readiness, counters, burst, nowNs);
        attached = true;
    }

    @Override
    public int transmit(long nowNs) {
        return 0;
    }

    @Override
    public int poll(long nowNs) {
        return host.poll(nowNs);
    }

    @Override
    public long untilNextDeadline(long nowNs) {
        return host.untilNextDeadline(nowNs);
    }

    @Override
    public boolean canSleep() {
        return host.canSleep();
    }

    @Override
    public boolean prepareToSleep() {
        return host.prepareToSleep();
    }

    @Override
    public boolean drained() {
        return true;
    }

    @Override
    public void close() {
        if (attached) {
            attached = false;
            host.disappear();
        }
    }
}
