package io.nsn.stack.tcp;

/** A connection's deadlines. Retransmission and persist share one: never do both run (RFC 9293 §3.8.6.1). */
final class Timers {
    static final long NEVER = Long.MAX_VALUE;

    long retransmit = NEVER;
    long delayedAck = NEVER;
    long keepAlive = NEVER;
    long timeWait = NEVER;
    long pathMtu = NEVER;

    void stop() {
        retransmit = NEVER;
        delayedAck = NEVER;
        keepAlive = NEVER;
        timeWait = NEVER;
        pathMtu = NEVER;
    }

    long next() {
        return Math.min(Math.min(Math.min(retransmit, delayedAck), Math.min(keepAlive, timeWait)), pathMtu);
    }
}
