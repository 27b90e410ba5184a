package io.nsn.client;

import io.nsn.ffi.Native;
import io.nsn.ffi.Threads;
import io.nsn.shm.Descriptor;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import io.nsn.shm.RingReader;
import io.nsn.shm.RingWriter;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which slots this process holds, and the ring by which it hands them to the daemon. Send slots that are free lie on a
 * stack, so that the one used last, still warm in the cache, is used next.
 *
 * <p>Any thread. One lock guards it all: a word that is taken by one atomic instruction and given back by a plain store,
 * since each further atomic instruction would wait for the stores before it, often to lines that the daemon's core has.
 */
final class Slots {
    private static final VarHandle LOCK;
    private static final VarHandle HOLDER = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final VarHandle TOKENS;
    /** Free, or with the daemon. */
    private static final byte AWAY = 0;
    private static final byte HELD = 1;
    private static final int HOME_AT_ONCE = 32;
    /** Every so many takes it is looked what came home. */
    private static final int AT_ONCE = 8;
    private static final int SPARE = 8;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LOCK = lookup.findVarHandle(Slots.class, "lock", int.class);
            TOKENS = lookup.findVarHandle(Slots.class, "tokens", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Region region;
    private final RegionLayout layout;
    private final RingReader home;
    private final RingWriter submit;
    private final byte[] holders;
    private final int[] free;
    private int freeCount;
    private int taken;
    private int tokens;
    private int lock;

    Slots(Region region) {
        this.region = region;
        layout = region.layout();
        home = new RingReader(region.memory(), layout.homeRing(), layout.homeCapacity());
        submit = new RingWriter(region.memory(), layout.submitRing(), layout.submitCapacity());
        holders = new byte[layout.slots()];
        free = new int[layout.sendSlots()];
        for (int slot = layout.sendSlots() - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
    }

    /** A free send slot, now held by the caller; negative where there is none. */
    int take() {
        lock();
        try {
            if (freeCount == 0 || (taken++ & AT_ONCE - 1) == 0) {
                takeHome();
                ownNext();
            }
            if (freeCount == 0) {
                return ClientSession.NONE;
            }
            int slot = free[--freeCount];
            holders[slot] = HELD;
            return slot;
        } finally {
            unlock();
        }
    }

    /** Whether nobody misses one of the free slots for a moment. May be late by what other threads just did. */
    boolean hasSpare() {
        return freeCount > SPARE;
    }

    boolean hasFree() {
        lock();
        try {
            if (freeCount == 0) {
                takeHome();
            }
            return freeCount > 0;
        } finally {
            unlock();
        }
    }

    /** A receive slot that the daemon has filled is now held by the caller. */
    void received(int slot) {
        HOLDER.setRelease(holders, slot, HELD);
    }

    /** Hands a slot that the caller holds to the daemon to be sent. @return a token, or NONE where nobody holds it */
    int emit(int slot, int length, int source) {
        lock();
        try {
            if (!letGo(slot)) {
                return ClientSession.NONE;
            }
            int token = tokens & Integer.MAX_VALUE;
            TOKENS.setRelease(this, token + 1);
            submit.offer(Descriptor.of(Descriptor.EMIT, slot, length), Descriptor.origin(source, token));
            return token;
        } finally {
            unlock();
        }
    }

    /** The token of the next emit. */
    int nextToken() {
        return (int) TOKENS.getAcquire(this) & Integer.MAX_VALUE;
    }

    /** Ends the caller's hold: a send slot is free, a receive slot goes to the daemon. @return false where nobody holds it */
    boolean release(int slot) {
        lock();
        try {
            if (!letGo(slot)) {
                return false;
            }
            if (layout.isSendSlot(slot)) {
                free[freeCount++] = slot;
            } else {
                submit.offer(Descriptor.of(Descriptor.RELEASE, slot, 0), 0);
            }
            return true;
        } finally {
            unlock();
        }
    }

    private boolean letGo(int slot) {
        if (slot < 0 || slot >= holders.length || (byte) HOLDER.getAcquire(holders, slot) != HELD) {
            return false;
        }
        holders[slot] = AWAY;
        return true;
    }

    private void takeHome() {
        long first;
        for (int i = 0; i < HOME_AT_ONCE && (first = home.poll()) != 0; i++) {
            free[freeCount++] = Descriptor.slot(first);
        }
    }

    /**
     * Gets the beginnings of the slots that will be taken next from the cache of the core that sent them last: together
     * they take hardly longer than one alone, which each first write would take later.
     */
    private void ownNext() {
        for (int i = 1; i <= Math.min(AT_ONCE, freeCount); i++) {
            Native.MEMORY.set(ValueLayout.JAVA_BYTE, region.slotAddress(free[freeCount - i]), (byte) 0);
        }
    }

    private void lock() {
        while (!LOCK.weakCompareAndSetAcquire(this, 0, 1)) {
            Threads.yieldCore();
        }
    }

    private void unlock() {
        LOCK.setRelease(this, 0);
    }
}
