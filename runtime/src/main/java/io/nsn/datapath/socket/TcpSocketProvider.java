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
import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;

/** tcpsock: the kernel's TCP. */
public final class TcpSocketProvider implements DatapathProvider {
    private static final int BACKLOG = 64;

    @Override
    public String name() {
        return "tcpsock";
    }

    @Override
    public boolean reliable() {
        return true;
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
                int listener = listen(own, settings.ip(), applicationId);
                return new TcpEndpoint(listener, own, applicationId, peers, settings, inbound, outbound, counters);
            }

            @Override
            public void close() {}
        };
    }

    private static int listen(int address, String dotted, int port) throws DatapathException {
        int listener = BoundSocket.open("tcpsock", Sockets.SOCK_STREAM, address, dotted, port, true);
        int failed = Sockets.listen(listener, BACKLOG);
        if (failed < 0) {
            Memory.close(listener);
            throw new DatapathException(new NativeException("listen", dotted + ":" + port, -failed).getMessage()
                    + ": another program uses this port; end it, or take another application id "
                    + "([app] l4_port in nsn-app.cfg)");
        }
        return listener;
    }
}
