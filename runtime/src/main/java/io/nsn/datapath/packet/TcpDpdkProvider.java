package io.nsn.datapath.packet;

import io.nsn.datapath.Availability;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathProvider;
import io.nsn.datapath.DatapathSettings;

/** tcpdpdk: TCP in user space over a port of DPDK. */
public final class TcpDpdkProvider implements DatapathProvider {

    @Override
    public String name() {
        return "tcpdpdk";
    }

    @Override
    public boolean reliable() {
        return true;
    }

    @Override
    public boolean accelerated() {
        return true;
    }

    /** Only opening the device shows what is missing. */
    @Override
    public Availability availability(DatapathSettings settings) {
        return Availability.USABLE;
    }

    @Override
    public Datapath start(DatapathSettings settings) throws DatapathException {
        DpdkHost host = DpdkHost.acquire(settings);
        try {
            return new TcpPacketDatapath(host.host(), settings, host::release);
        } catch (DatapathException e) {
            host.release();
            throw e;
        }
    }

    @Override
    public Datapath[] practice(DatapathSettings one, DatapathSettings other) throws DatapathException {
        PacketHost[] joined = PacketPractice.join(one, other);
        return new Datapath[] {new TcpPacketDatapath(joined[0], one, joined[0]::close),
            new TcpPacketDatapath(joined[1], other, joined[1]::close)};
    }
}
