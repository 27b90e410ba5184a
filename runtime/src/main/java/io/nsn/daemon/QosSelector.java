package io.nsn.daemon;

import io.nsn.api.Qos;
import java.util.List;

/** The datapaths that serve a QoS, best first; the last always exists. */
final class QosSelector {
    /** Only this host: what is left where no plugin is configured. */
    static final String LOCAL = "local";

    private QosSelector() {}

    static List<String> preference(Qos qos) {
        boolean fast = qos.datapath() == Qos.Datapath.FAST;
        boolean low = qos.consumption() == Qos.Consumption.LOW;
        if (qos.reliable()) {
            if (!fast) {
                return List.of("tcpsock", LOCAL);
            }
            return low ? List.of("rdma", "tcpxdp", "tcpdpdk", "tcpsock", LOCAL)
                    : List.of("tcpdpdk", "tcpxdp", "tcpsock", LOCAL);
        }
        if (!fast) {
            return List.of("udpsock", LOCAL);
        }
        return low ? List.of("udpxdp", "udpdpdk", "udpsock", LOCAL) : List.of("udpdpdk", "udpxdp", "udpsock", LOCAL);
    }
}
