package io.nsn.daemon;

import io.nsn.counters.AddressClaim;
import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import java.util.function.Consumer;

/**
 * Tells people when somebody on the link claims an address that is not theirs. The agent refuses and counts; the conductor
 * looks at the counts now and then, so that a flood of such frames costs a line in {@link #EVERY_NS}, not one each.
 */
final class LinkWatch {
    private static final long EVERY_NS = 10_000_000_000L;

    private final Counters counters;
    private final Consumer<String> say;
    private final Claim[] claims;

    private static final class Claim {
        private final Counter counter;
        private final AddressClaim last;
        private final String what;
        private long told;
        private long nextNs;

        private Claim(Counter counter, AddressClaim last, String what, long nextNs) {
            this.counter = counter;
            this.last = last;
            this.what = what;
            this.nextNs = nextNs;
        }
    }

    /** @param say takes a line for people */
    LinkWatch(Counters counters, Consumer<String> say, long nowNs) {
        this.counters = counters;
        this.say = say;
        claims = new Claim[] {
            new Claim(Counter.FRAME_SPOOFED, counters.spoofed(), "had a peer's IP address and another MAC address than the "
                    + "peer's, and were refused: a forger, or two hosts with one address; the peer stays where it answers from",
                    nowNs),
            new Claim(Counter.ADDRESS_CONFLICTS, counters.conflict(), "came from another host with this host's own IP "
                    + "address: give one of both another address", nowNs),
        };
    }

    /** Conductor's thread, any number of times. */
    void look(long nowNs) {
        for (Claim claim : claims) {
            long count = counters.get(claim.counter);
            if (count != claim.told && nowNs - claim.nextNs >= 0) {
                say.accept(count - claim.told + " frames " + claim.what + " (" + claim.counter.label() + "). Now "
                        + claim.last);
                claim.told = count;
                claim.nextNs = nowNs + EVERY_NS;
            }
        }
    }
}
