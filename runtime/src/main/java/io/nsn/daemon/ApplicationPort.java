package io.nsn.daemon;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.shm.Descriptor;
import io.nsn.shm.Outcomes;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import io.nsn.shm.RingReader;
import io.nsn.shm.RingWriter;
import io.nsn.shm.WaitWord;
import java.util.Arrays;

/**
 * The agent's side of one application: takes what it submits, checks every word of it, and keeps the only trusted
 * record of who holds which slot. Agent's thread only.
 */
final class ApplicationPort {
    /** Who holds a slot. */
    private static final byte WITH_APPLICATION = 0;
    private static final byte IN_FLIGHT = 1;
    private static final byte FREE = 2;

    /** Where a source's messages go. */
    record Route(int channelId, Carrier carrier) {}

    final int index;
    final Region region;
    final WaitWord daemonSleeps;
    private final RegionLayout layout;
    private final RingReader submit;
    private final RingWriter home;
    private final Outcomes outcomes;
    private final Wakeup slotWaiters;
    private final Wakeups wakeups;
    private final Counters counters;
    private final byte[] holders;
    private final int[] freeReceiveSlots;
    private int freeCount;
    private int reserved;
    private int inFlight;
    private Route[] routes = new Route[8];
    private String violation;
    private boolean gone;

    ApplicationPort(int index, Region region, Wakeups wakeups, Counters counters) {
        this.index = index;
        this.region = region;
        this.wakeups = wakeups;
        this.counters = counters;
        layout = region.layout();
        daemonSleeps = new WaitWord(region.memory(), RegionLayout.DAEMON_SLEEPS);
        submit = new RingReader(region.memory(), layout.submitRing(), layout.submitCapacity());
        home = new RingWriter(region.memory(), layout.homeRing(), layout.homeCapacity());
        outcomes = new Outcomes(region.memory(), layout);
        slotWaiters = new Wakeup(new WaitWord(region.memory(), RegionLayout.SLOT_WAIT));
        holders = new byte[layout.slots()];
        Arrays.fill(holders, layout.sendSlots(), layout.slots(), FREE);
        freeReceiveSlots = new int[layout.receiveSlots()];
        for (int slot = layout.slots() - 1; slot >= layout.sendSlots(); slot--) {
            freeReceiveSlots[freeCount++] = slot;
        }
    }

    void setRoute(int source, Route route) {
        if (source >= routes.length) {
            routes = Arrays.copyOf(routes, Integer.highestOneBit(source) << 1);
        }
        routes[source] = route;
    }

    /** Takes what the application submitted, at most {@code limit} entries; none once it broke the rules or is gone. */
    int drain(int limit) {
        int taken = 0;
        long first;
        while (taken < limit && violation == null && !gone && (first = submit.poll()) != 0) {
            take(first, submit.second());
            taken++;
        }
        return taken;
    }

    /** From now on nothing is taken: what is in flight is all that there will be. */
    void gone() {
        gone = true;
    }

    boolean hasSubmitted() {
        return !submit.isEmpty();
    }

    /** What the application did against the rules, or null. */
    String violation() {
        return violation;
    }

    boolean isInFlight() {
        return inFlight > 0;
    }

    boolean hasReceiveSlot() {
        return freeCount > 0;
    }

    /** Sets one more free slot aside for a delivery about to be made. */
    boolean reserveReceiveSlot() {
        return ++reserved <= freeCount;
    }

    void clearReservations() {
        reserved = 0;
    }

    int takeReceiveSlot() {
        int slot = freeReceiveSlots[--freeCount];
        holders[slot] = WITH_APPLICATION;
        return slot;
    }

    /** A message is done with: its slot goes home. */
    void complete(long ticket, boolean sent) {
        inFlight--;
        int slot = Ticket.slot(ticket);
        if (sent) {
            counters.increment(Counter.MESSAGES_SENT);
        } else {
            counters.increment(Counter.DROP_NO_RECEIVER);
        }
        outcomes.record(Ticket.token(ticket), sent);
        giveHome(slot);
    }

    private void giveHome(int slot) {
        if (!layout.isSendSlot(slot)) {
            free(slot);
            return;
        }
        holders[slot] = WITH_APPLICATION;
        if (home.offer(Descriptor.of(Descriptor.RELEASE, slot, 0), 0)) {
            wakeups.add(slotWaiters);
        } else {
            violate("home ring entry", slot);
        }
    }

    private void free(int slot) {
        holders[slot] = FREE;
        freeReceiveSlots[freeCount++] = slot;
    }

    private void take(long first, long second) {
        int slot = Descriptor.slot(first);
        if (slot >= layout.slots()) {
            violate("slot", slot);
        } else if (holders[slot] != WITH_APPLICATION) {
            violate("slot not its own", slot);
        } else if (Descriptor.operation(first) == Descriptor.EMIT) {
            emit(slot, Descriptor.length(first), Descriptor.source(second), Descriptor.token(second));
        } else if (Descriptor.operation(first) == Descriptor.RELEASE && !layout.isSendSlot(slot)) {
            free(slot);
        } else {
            violate("operation", Descriptor.operation(first));
        }
    }

    private void emit(int slot, int length, int source, int token) {
        if (length <= 0 || length > layout.slotSize()) {
            violate("length", length);
            return;
        }
        holders[slot] = IN_FLIGHT;
        Route route = source >= 0 && source < routes.length ? routes[source] : null;
        if (route == null) {
            counters.increment(Counter.DROP_SOURCE_CLOSED);
            outcomes.record(token, false);
            giveHome(slot);
            return;
        }
        inFlight++;
        counters.add(Counter.BYTES_SENT, length);
        route.carrier().send(route.channelId(), region.slotAddress(slot), length, Ticket.of(index, slot, token));
    }

    private void violate(String rule, long value) {
        if (violation == null) {
            violation = rule + " " + value;
        }
    }
}
