package io.nsn.client;

import io.nsn.shm.Descriptor;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import io.nsn.shm.RingReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which slots this process holds. Send slots that are free lie on a stack, so that the one used last, still warm in the
 * cache, is used next. Any thread.
 */
final class SlotPool {
    private static final VarHandle HOLDER = MethodHandles.arrayElementVarHandle(byte[].class);
    /** Free, or with the daemon. */
    private static final byte AWAY = 0;
    private static final byte HELD = 1;
    private static final int TAKEN_AT_ONCE = 32;

    private final RegionLayout layout;
    private final RingReader home;
    private final byte[] holders;
    private final int[] free;
    private int freeCount;

    SlotPool(Region region) {
        layout = region.layout();
        home = new RingReader(region.memory(), layout.homeRing(), layout.homeCapacity());
        holders = new byte[layout.slots()];
        free = new int[layout.sendSlots()];
        for (int slot = layout.sendSlots() - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
    }

    /** A free send slot, now held by the caller; negative where there is none. */
    synchronized int take() {
        takeHome();
        if (freeCount == 0) {
            return ClientSession.NONE;
        }
        int slot = free[--freeCount];
        HOLDER.setVolatile(holders, slot, HELD);
        return slot;
    }

    synchronized boolean hasFree() {
        takeHome();
        return freeCount > 0;
    }

    /** A receive slot that the daemon has filled is now held by the caller. */
    void received(int slot) {
        HOLDER.setVolatile(holders, slot, HELD);
    }

    /** Ends the caller's hold. @return false where nobody holds such a slot */
    boolean letGo(int slot) {
        return slot >= 0 && slot < holders.length && HOLDER.compareAndSet(holders, slot, HELD, AWAY);
    }

    /** A send slot comes back without having been emitted. */
    synchronized void putBack(int slot) {
        free[freeCount++] = slot;
    }

    private void takeHome() {
        long first;
        for (int taken = 0; taken < TAKEN_AT_ONCE && (first = home.poll()) != 0; taken++) {
            free[freeCount++] = Descriptor.slot(first);
        }
    }
}
