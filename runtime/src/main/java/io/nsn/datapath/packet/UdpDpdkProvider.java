package io.nsn.datapath.packet;

import io.nsn.datapath.Availability;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathProvider;
import io.nsn.datapath.DatapathSettings;

/** udpdpdk: UDP in user space over a port of DPDK. */
public final class UdpDpdkProvider implements DatapathProvider {

    @Override
    public String name() {
        return "udpdpdk";
    }

    @Override
    public boolean reliable() {
        return false;
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
            return new UdpPacketDatapath(host.host(), settings, host::release);
        } catch (DatapathException e) {
            host.release();
            throw e;
        }
    }

    @Override
    public Datapath[] practice(DatapathSettings one, DatapathSettings other) throws DatapathException {
        PacketHost[] joined = PacketPractice.join(one, other);
        return new Datapath[] {new UdpPacketDatapath(joined[0], one, joined[0]::close),
            new UdpPacketDatapath(joined[1], other, joined[1]::close)};
    }
}
