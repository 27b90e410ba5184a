package io.nsn.api;

import java.util.Objects;

/**
 * What a stream asks of the network. All four are soft constraints: what the host lacks falls back to the next best,
 * and {@link Stream#datapath()} tells what was chosen.
 */
public record Qos(Datapath datapath, Consumption consumption, Determinism determinism, Reliability reliability) {

    /** The kernel's sockets, polled, unreliable. */
    public static final Qos DEFAULT =
            new Qos(Datapath.DEFAULT, Consumption.POLL, Determinism.DEFAULT, Reliability.UNRELIABLE);

    public enum Datapath {
        /** The kernel's network stack. */
        DEFAULT,
        /** Around the kernel, where the host can. */
        FAST
    }

    public enum Consumption {
        /** The daemon polls for this stream: lowest latency. */
        POLL,
        /** The daemon may sleep: lowest use of CPU. */
        LOW
    }

    public enum Determinism {
        DEFAULT,
        TIMESENSITIVE
    }

    public enum Reliability {
        /** Datagrams: may be lost, never blocked. */
        UNRELIABLE,
        /** In order and without loss; a slow receiver slows its senders. */
        RELIABLE
    }

    public Qos {
        Objects.requireNonNull(datapath);
        Objects.requireNonNull(consumption);
        Objects.requireNonNull(determinism);
        Objects.requireNonNull(reliability);
    }

    public Qos with(Datapath changed) {
        return new Qos(changed, consumption, determinism, reliability);
    }

    public Qos with(Consumption changed) {
        return new Qos(datapath, changed, determinism, reliability);
    }

    public Qos with(Determinism changed) {
        return new Qos(datapath, consumption, changed, reliability);
    }

    public Qos with(Reliability changed) {
        return new Qos(datapath, consumption, determinism, changed);
    }

    public boolean reliable() {
        return reliability == Reliability.RELIABLE;
    }
}
