package io.nsn.daemon;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.datapath.EpollReadiness;
import io.nsn.ffi.Sockets;
import io.nsn.ffi.Threads;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The duty cycle that moves all messages of all applications: one thread, no locks, no allocation, no logging. Others
 * reach it through {@link DatapathAgentProxy} alone.
 */
final class DatapathAgent {
    private static final int COMMANDS_PER_CYCLE = 16;
    /** What is taken from an application in one turn at most: enough for calls that send many messages at once. */
    private static final int SUBMISSIONS = 256;
    private static final int MUCH_WORK = 32;
    private static final int HOUSEKEEPING_EVERY = 256;
    private static final int LONGEST_SLEEP_MS = 1000;
    private static final int BUSY_SLEEP_MS = 1;

    /** An application that is gone but for its slots in flight. */
    private record Leaving(ApplicationPort port, Runnable whenEmpty) {}

    private final Counters counters;
    private final Mailbox mailbox;
    private final boolean spin;
    private final BiConsumer<ApplicationPort, String> onViolation;
    private final Consumer<Carrier> onClosed;
    private final Consumer<Throwable> onFault;
    private final CycleClock clock;
    private final EpollReadiness readiness = new EpollReadiness();
    private final Wakeups wakeups = new Wakeups();
    /** By index, holes are null: what tickets refer to. Never shorter than {@link #live}. */
    private ApplicationPort[] applications = new ApplicationPort[8];
    private ApplicationPort[] live = {};
    private Leaving[] leaving = {};
    private Carrier[] carriers = {};
    /** Streams that are polled for, by the name of their datapath. */
    private final Map<String, Integer> pollingStreams = new HashMap<>();
    private int places;
    private int cycle;
    private int start;

    /**
     * @param spin        whether idle cycles may burn their core: only where pollers have one each
     * @param onViolation told on this thread about an application that broke the rules; it is detached already
     * @param onClosed    told on this thread that a retired carrier has closed
     * @param onFault     told on this thread what an endpoint threw
     */
    DatapathAgent(Mailbox mailbox, Counters counters, boolean spin,
                  BiConsumer<ApplicationPort, String> onViolation, Consumer<Carrier> onClosed,
                  Consumer<Throwable> onFault) {
        this.mailbox = mailbox;
        this.counters = counters;
        this.spin = spin;
        this.onViolation = onViolation;
        this.onClosed = onClosed;
        this.onFault = onFault;
        clock = new CycleClock(System::nanoTime, counters);
        readiness.add(mailbox.fd(), Sockets.EPOLLIN, (events, now) -> {
            mailbox.silence();
            return 0;
        });
    }

    Wakeups wakeups() {
        return wakeups;
    }

    /**
     * One round; at most a burst for each endpoint and {@link #SUBMISSIONS} for each application.
     *
     * @return how much was done; 0: may idle
     */
    int doWork() {
        long now = clock.tick();
        int commands = mailbox.drain(COMMANDS_PER_CYCLE);
        int work = commands;
        if (readiness.watched() > 1) { // in a poll the mailbox's own descriptor has nothing to tell
            work += readiness.poll(now);
        }
        ApplicationPort[] ports = live;
        for (int i = 0, at = start; i < ports.length; i++) {
            work += drain(ports[at < ports.length ? at : at % ports.length]);
            at++;
        }
        start = start + 1 < ports.length ? start + 1 : 0;
        for (Carrier carrier : carriers) {
            work += turn(carrier, now);
        }
        wakeups.flush();
        if ((++cycle & HOUSEKEEPING_EVERY - 1) == 0) {
            keepHouse(now);
        }
        counters.increment(Counter.LOOP_CYCLES);
        if (work == 0) {
            counters.increment(Counter.LOOP_IDLE);
        }
        clock.tock(commands > 0 ? CycleClock.WORK : work); // a command may take long
        return work;
    }

    /** The time of the last cycle. */
    long nowNs() {
        return clock.nowNs();
    }

    /** After a round that found nothing: yields, spins, or sleeps where no stream is polled for. */
    void idle() {
        if (!pollingStreams.isEmpty() || !maySleep()) {
            if (spin) {
                Thread.onSpinWait();
            } else {
                Threads.yieldCore();
            }
        } else {
            sleep();
        }
    }

    /**
     * After a round that found work: one that moved many messages offers the core to the applications that wait for it.
     * Linux takes the rest of a slice (3 ms) from whoever yields: beside one that never does, they would get next to nothing.
     */
    void share(int work) {
        if (!spin && work >= MUCH_WORK) {
            clock.pause();
            Threads.yieldCore();
        }
    }

    /** Whether a stream of this datapath is polled for: its next message is to be quick. */
    boolean polls(String datapath) {
        return pollingStreams.containsKey(datapath);
    }

    void close() {
        for (Carrier carrier : carriers) {
            carrier.close();
        }
        keepHouse(System.nanoTime());
        readiness.close();
    }

    // Commands: run on the agent's thread, may allocate.

    void addCarrier(Carrier carrier) {
        carrier.start(readiness, System.nanoTime());
        carriers = Arrays.copyOf(carriers, carriers.length + 1);
        carriers[carriers.length - 1] = carrier;
    }

    void addApplication(ApplicationPort port) {
        if (port.index >= applications.length) {
            applications = Arrays.copyOf(applications, Integer.highestOneBit(port.index) << 1);
        }
        applications[port.index] = port;
        live = Arrays.copyOf(live, live.length + 1);
        live[live.length - 1] = port;
        expectPlaces(1);
    }

    /**
     * The application is gone: takes what it had submitted, then listens to it no more.
     *
     * @param whenEmpty run on this thread once none of its slots is in flight: its region may go
     */
    void removeApplication(ApplicationPort port, Runnable whenEmpty) {
        port.drain(port.region.layout().slots());
        port.gone();
        live = without(live, port);
        leaving = Arrays.copyOf(leaving, leaving.length + 1);
        leaving[leaving.length - 1] = new Leaving(port, whenEmpty);
    }

    void expectPlaces(int more) {
        places += more;
        wakeups.ensureCapacity(places);
    }

    void addPollingStreams(String datapath, int more) {
        pollingStreams.merge(datapath, more, (before, added) -> before + added == 0 ? null : before + added);
    }

    void complete(long ticket, boolean sent) {
        applications[Ticket.application(ticket)].complete(ticket, sent);
    }

    private int drain(ApplicationPort port) {
        int taken = port.drain(SUBMISSIONS);
        if (port.violation() != null) {
            live = without(live, port);
            counters.increment(Counter.SESSION_VIOLATIONS);
            onViolation.accept(port, port.violation());
        }
        return taken;
    }

    /** An endpoint that throws has a bug: it is closed and counted, and nobody else notices. */
    private int turn(Carrier carrier, long now) {
        try {
            return carrier.turn(applications, now);
        } catch (RuntimeException | AssertionError e) {
            counters.increment(Counter.ENDPOINT_FAULTS);
            onFault.accept(e);
            carrier.close();
            return 1;
        }
    }

    /** What need not be done in every cycle: closing what is retired, letting go of applications that left. */
    private void keepHouse(long now) {
        for (Carrier carrier : carriers) {
            if (carrier.closeIfRetired(now)) {
                carriers = without(carriers, carrier);
                onClosed.accept(carrier);
            }
        }
        for (Leaving gone : leaving) {
            if (!gone.port().isInFlight()) {
                leaving = without(leaving, gone);
                applications[gone.port().index] = null;
                wakeups.forget();
                gone.whenEmpty().run();
            }
        }
    }

    private boolean maySleep() {
        for (Carrier carrier : carriers) {
            if (!carrier.canSleep()) {
                return false;
            }
        }
        return true;
    }

    private void sleep() {
        keepHouse(System.nanoTime());
        for (ApplicationPort port : live) {
            port.daemonSleeps.announce();
        }
        if (!anySubmitted() && mailbox.isEmpty() && carriersMaySleep()) {
            counters.increment(Counter.LOOP_SLEEPS);
            long now = System.nanoTime();
            readiness.await(sleepMs(now), now);
        }
        for (ApplicationPort port : live) {
            port.daemonSleeps.withdraw();
        }
    }

    /** Asks all of them, whatever one of them says: each must be ready to be woken. */
    private boolean carriersMaySleep() {
        boolean all = true;
        for (Carrier carrier : carriers) {
            all &= carrier.prepareToSleep();
        }
        return all;
    }

    private boolean anySubmitted() {
        for (ApplicationPort port : live) {
            if (port.hasSubmitted()) {
                return true;
            }
        }
        return false;
    }

    private int sleepMs(long now) {
        long shortest = leaving.length > 0 ? BUSY_SLEEP_MS : LONGEST_SLEEP_MS;
        for (Carrier carrier : carriers) {
            if (carrier.isBusy() || carrier.isRetired()) {
                shortest = Math.min(shortest, BUSY_SLEEP_MS);
            }
            shortest = Math.min(shortest, millis(carrier.untilNextDeadline(now)));
        }
        return (int) Math.max(0, shortest);
    }

    private static long millis(long ns) {
        return ns / 1_000_000 + (ns % 1_000_000 > 0 ? 1 : 0);
    }

    private static <T> T[] without(T[] all, T one) {
        T[] rest = Arrays.copyOf(all, all.length);
        int kept = 0;
        for (T each : all) {
            if (each != one) {
                rest[kept++] = each;
            }
        }
        return Arrays.copyOf(rest, kept);
    }
}
