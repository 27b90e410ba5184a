package io.nsn.datapath.packet;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.EpollReadiness;
import io.nsn.datapath.Outbound;
import io.nsn.port.PacketPort;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;

/** A host with one reliable peer and what a daemon puts around them, at times that the test chooses; counts messages only. */
final class PacketEnd implements AutoCloseable {
    static final int APP = 4444;
    static final int LENGTH = 64;
    static final int MAX_MESSAGE = 2048;

    final Arena arena = Arena.ofConfined();
    final Counters counters = new Counters();
    final Outbound outbound = new Outbound(1024, (ticket, sent) -> completed(sent));
    final PacketHost host;
    int received;
    int arrived;
    int dropped;
    private final EpollReadiness readiness = new EpollReadiness();
    private final long message = arena.allocate(LENGTH).address();
    private final Endpoint endpoint;

    PacketEnd(PacketPort port, String own, String peer) throws DatapathException {
        host = new PacketHost(port, Ipv4Text.parse(own));
        DatapathSettings settings = new DatapathSettings(own, Map.of(), List.of(new DatapathSettings.Peer("peer", peer)),
                MAX_MESSAGE, 32, 32);
        endpoint = new TcpPacketDatapath(host, settings, host::close).open(APP, this::deliver, outbound, counters);
    }

    boolean deliver(int channelId, long address, int length) {
        received++;
        return true;
    }

    private void completed(boolean sent) {
        arrived += sent ? 1 : 0;
        dropped += sent ? 0 : 1;
    }

    void start(long nowNs) {
        endpoint.start(readiness, nowNs);
    }

    void send() {
        outbound.append(1, message, LENGTH, 0);
    }

    void turn(long nowNs) {
        endpoint.poll(nowNs);
        outbound.advance(Outbound.LOCAL, outbound.tail());
        endpoint.transmit(nowNs);
    }

    long count(Counter counter) {
        return counters.get(counter);
    }

    @Override
    public void close() {
        endpoint.close();
        host.close();
        readiness.close();
        arena.close();
    }
}
