package io.nsn.daemon;

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
    private final Claim[] claims = {
        new Claim(Counter.FRAME_SPOOFED, "had a peer's IP address and another MAC address than the peer's, and were refused: "
                + "a forger, or two hosts with one address; the peer stays where it answers from"),
        new Claim(Counter.ADDRESS_CONFLICTS, "came from another host with this host's own IP address: give one of both "
                + "another address"),
    };

    private static final class Claim {
        private final Counter counter;
        private final String what;
        private long told;
        private long nextNs;

        private Claim(Counter counter, String what) {
            this.counter = counter;
            this.what = what;
        }
    }

    /** @param say takes a line for people */
    LinkWatch(Counters counters, Consumer<String> say, long nowNs) {
        this.counters = counters;
        this.say = say;
        for (Claim claim : claims) {
            claim.nextNs = nowNs;
        }
    }

    /** Conductor's thread, any number of times. */
    void look(long nowNs) {
        for (Claim claim : claims) {
            long count = counters.get(claim.counter);
            if (count != claim.told && nowNs - claim.nextNs >= 0) {
                say.accept(count - claim.told + " frames " + claim.what + " (" + claim.counter.label() + "); "
                        + "tcpdump -e on that link shows from where");
                claim.told = count;
                claim.nextNs = nowNs + EVERY_NS;
            }
        }
    }
}
