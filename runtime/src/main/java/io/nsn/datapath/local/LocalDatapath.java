package io.nsn.datapath.local;

import io.nsn.counters.Counters;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.Endpoint;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Outbound;
import io.nsn.datapath.Readiness;

/** A datapath with no peers and no port. */
public final class LocalDatapath implements Datapath {

    @Override
    public Endpoint open(int applicationId, Inbound inbound, Outbound outbound, Counters counters) {
        return new NoNetwork(outbound);
    }

    @Override
    public void close() {}

    private record NoNetwork(Outbound outbound) implements Endpoint {
        @Override
        public void start(Readiness readiness, long nowNs) {}

        @Override
        public int transmit(long nowNs) {
            int passed = (int) (outbound.tail() - outbound.cursor(Outbound.NETWORK));
            outbound.advance(Outbound.NETWORK, outbound.tail());
            return passed;
        }

        @Override
        public int poll(long nowNs) {
            return 0;
        }

        @Override
        public long untilNextDeadline(long nowNs) {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean canSleep() {
            return true;
        }

        @Override
        public boolean drained() {
            return true;
        }

        @Override
        public void close() {}
    }
}
