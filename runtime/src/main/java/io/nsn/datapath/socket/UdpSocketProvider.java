package io.nsn.datapath.socket;

import io.nsn.counters.Counters;
import io.nsn.datapath.Availability;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathProvider;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;
import io.nsn.ffi.Sockets;
import java.util.Arrays;

/** udpsock: the kernel's UDP. */
public final class UdpSocketProvider implements DatapathProvider {
    private static final int BUFFER_BYTES = 4 << 20;

    @Override
    public String name() {
        return "udpsock";
    }

    @Override
    public boolean reliable() {
        return false;
    }

    @Override
    public boolean accelerated() {
        return false;
    }

    @Override
    public Availability availability(DatapathSettings settings) {
        return Availability.USABLE;
    }

    @Override
    public Datapath start(DatapathSettings settings) throws DatapathException {
        int own = Ipv4Address.parse(settings.ip());
        int[] peers = BoundSocket.peers(settings);
        return new Datapath() {
            @Override
            public Endpoint open(int applicationId, Inbound inbound, Outbound outbound, Counters counters)
                    throws DatapathException {
                int fd = BoundSocket.open("udpsock", Sockets.SOCK_DGRAM, own, settings.ip(), applicationId, false);
                BoundSocket.setBuffers(fd, BUFFER_BYTES);
                boolean grouped = Sockets.setOption(fd, Sockets.IPPROTO_UDP, Sockets.UDP_GRO, 1) >= 0;
                int[] mtus = Arrays.stream(peers).map(peer -> PathMtu.of(own, peer)).toArray();
                return new UdpEndpoint(fd, applicationId, peers, mtus, grouped, settings, inbound, outbound, counters);
            }

            @Override
            public void close() {}
        };
    }
}
