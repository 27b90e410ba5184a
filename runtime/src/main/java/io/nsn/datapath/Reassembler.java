package io.nsn.datapath;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.ffi.Memory;
import java.lang.foreign.Arena;

/**
 * Rebuilds one peer's split messages from parts that may be lost, doubled, late or wild, and delivers those that become
 * whole. What one peer can occupy is bounded, and is its own: others do not notice. Agent's thread; allocates nothing.
 */
public final class Reassembler {
    /** Messages that may be incomplete at a time: parts of one message travel together. */
    static final int ASSEMBLIES = 8;
    /** A message is given up when no part of it came for so long. */
    static final long PATIENCE_NS = 1_000_000_000L;
    private static final int REMEMBERED = 64;

    private final int maxMessage;
    private final Inbound inbound;
    private final Counters counters;
    private final MessagePart part = new MessagePart();
    private final Assembly[] assemblies = new Assembly[ASSEMBLIES];
    /** Messages delivered or given up of late: more parts of them are duplicates or too late. */
    private final long[] finished = new long[REMEMBERED];
    private long finishedCount;
    private int active;

    /**
     * @param arena      keeps the memory, of which only what is used costs anything
     * @param maxMessage bytes of the longest message
     */
    public Reassembler(Arena arena, int maxMessage, Inbound inbound, Counters counters) {
        this.maxMessage = maxMessage;
        this.inbound = inbound;
        this.counters = counters;
        long stride = maxMessage + 63L & -64L;
        long buffers = Memory.allocateUntouched(arena, ASSEMBLIES * stride);
        for (int i = 0; i < ASSEMBLIES; i++) {
            assemblies[i] = new Assembly(buffers + i * stride, maxMessage);
        }
    }

    /** Takes a datagram whose first word is {@link MessagePart#MARKER}; its bytes are copied before this returns. */
    public void accept(long datagram, int length, long nowNs) {
        if (!part.wrap(datagram, length)) {
            counters.increment(Counter.DROP_MALFORMED);
            return;
        }
        Assembly assembly = find(part.messageId());
        if (assembly == null) {
            if (isFinished(part.messageId())) {
                return;
            }
            if (part.total() > maxMessage) {
                finish(part.messageId());
                counters.increment(Counter.DROP_TOO_LONG);
                return;
            }
            assembly = vacant();
            assembly.begin(part, nowNs);
            active++;
        } else if (!assembly.fits(part)) {
            counters.increment(Counter.DROP_MALFORMED);
            return;
        }
        if (assembly.add(part, nowNs)) {
            end(assembly);
            counters.increment(Counter.MESSAGES_REBUILT);
            counters.increment(Counter.COPIES);
            inbound.deliver(assembly.channelId(), assembly.address(), assembly.total());
        }
    }

    /** Gives up messages of which nothing came for too long. @return how many */
    public int expire(long nowNs) {
        int given = 0;
        for (int i = 0; i < ASSEMBLIES && active > 0; i++) {
            if (assemblies[i].isActive() && nowNs - assemblies[i].progressNs() >= PATIENCE_NS) {
                giveUp(assemblies[i]);
                given++;
            }
        }
        return given;
    }

    /** Nanoseconds until {@link #expire} has something to do; Long.MAX_VALUE where no message is incomplete. */
    public long untilNextDeadline(long nowNs) {
        return active == 0 ? Long.MAX_VALUE : Math.max(0, oldest().progressNs() + PATIENCE_NS - nowNs);
    }

    private Assembly find(long messageId) {
        for (Assembly assembly : assemblies) {
            if (assembly.isActive() && assembly.messageId() == messageId) {
                return assembly;
            }
        }
        return null;
    }

    /** An assembly for a new message; where all are in use, the one that has waited longest is given up. */
    private Assembly vacant() {
        for (Assembly assembly : assemblies) {
            if (!assembly.isActive()) {
                return assembly;
            }
        }
        Assembly oldest = oldest();
        giveUp(oldest);
        return oldest;
    }

    /** The active assembly that has waited longest for a part. */
    private Assembly oldest() {
        Assembly oldest = null;
        for (Assembly assembly : assemblies) {
            if (assembly.isActive() && (oldest == null || assembly.progressNs() - oldest.progressNs() < 0)) {
                oldest = assembly;
            }
        }
        return oldest;
    }

    private void giveUp(Assembly assembly) {
        end(assembly);
        counters.increment(Counter.DROP_REASSEMBLY);
    }

    private void end(Assembly assembly) {
        assembly.end();
        active--;
        finish(assembly.messageId());
    }

    private void finish(long messageId) {
        finished[(int) (finishedCount++ % REMEMBERED)] = messageId;
    }

    private boolean isFinished(long messageId) {
        for (int i = (int) Math.min(finishedCount, REMEMBERED) - 1; i >= 0; i--) {
            if (finished[i] == messageId) {
                return true;
            }
        }
        return false;
    }
}
