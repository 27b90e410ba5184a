package io.nsn.stack.tcp;

import static io.nsn.stack.tcp.SimPair.MS;
import static io.nsn.stack.tcp.SimPair.SECOND;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One random life of a connection: opened, used over a bad wire, closed; everything must arrive, exact and in order. */
final class Scenario {
    private static final int[] MTUS = {576, 1280, 1500, 1500, 9000};
    private static final long PATIENCE = 3600 * SECOND;

    private final long seed;
    private final RandomGenerator random;

    private Scenario(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L);
    }

    /** @throws AssertionError that names the seed */
    static void run(long seed) {
        Scenario scenario = new Scenario(seed);
        try {
            scenario.live();
        } catch (Throwable e) {
            throw new AssertionError("re-run it alone with -Dnsn.tcp.seed=" + seed + ": " + e, e);
        }
    }

    private void live() {
        try (SimPair pair = new SimPair(seed, config(), config())) {
            spoil(pair.wire.faults[1]);
            spoil(pair.wire.faults[2]);
            pair.wire.faults[2].strip(pair.wire.faults[1]);
            open(pair);
            transfer(pair);
            if (chance(0.2)) {
                loseMemory(pair);
                transfer(pair);
            }
            end(pair);
        }
    }

    private TcpConfig config() {
        int window = 4096 << random.nextInt(8);
        return new TcpConfig(MTUS[random.nextInt(MTUS.length)], window, SECOND, 200 * MS, 60 * SECOND,
                MS * random.nextInt(1, 50), PATIENCE, SECOND, PATIENCE, 10 * SECOND);
    }

    private void spoil(SimWire.Faults faults) {
        faults.delayNs = 1_000L * random.nextInt(1, 20_000);
        faults.loss = chance(0.5) ? random.nextDouble() * 0.2 : 0;
        if (chance(0.2)) {
            faults.burstStart = random.nextDouble() * 0.02;
            faults.burstEnd = 0.1 + random.nextDouble() * 0.9;
        }
        faults.duplicate = chance(0.3) ? random.nextDouble() * 0.2 : 0;
        faults.reorder = chance(0.4) ? random.nextDouble() * 0.4 : 0;
        faults.corrupt = chance(0.3) ? random.nextDouble() * 0.1 : 0;
        faults.jitterNs = chance(0.3) ? faults.delayNs : 0;
        if (chance(0.3)) {
            faults.nsPerOctet = random.nextInt(1, 200);
            faults.queueNs = 1_000_000L * random.nextInt(5, 100);
        }
        faults.stripSack = chance(0.15);
        faults.stripTimestamps = chance(0.15);
        faults.stripWindowScale = chance(0.1);
    }

    private void open(SimPair pair) {
        int way = random.nextInt(3);
        if (way != 0) {
            pair.connection(1).connect(pair.wire.now);
        } else {
            pair.connection(1).listen();
        }
        if (way == 2) {
            pair.pass(random.nextInt(3) * pair.wire.faults[1].delayNs / 2);
        }
        if (pair.connection(2).state() == TcpState.CLOSED) {
            if (way != 1) {
                pair.connection(2).connect(pair.wire.now);
            } else {
                pair.connection(2).listen();
            }
        }
        awaitOpen(pair);
    }

    /** Attempts that a reset ends, as it ends those of a peer without memory, are made again, as users do. */
    private void awaitOpen(SimPair pair) {
        for (int i = 1; i <= 2; i++) {
            SimUser user = pair.users[i];
            user.onClosed = () -> {
                user.forget();
                user.connection.connect(pair.wire.now);
            };
        }
        pair.run(PATIENCE, () -> isOpen(pair, 1) && isOpen(pair, 2) && pair.users[1].closed == null
                && pair.users[2].closed == null);
    }

    private static boolean isOpen(SimPair pair, int host) {
        return pair.connection(host).state() == TcpState.ESTABLISHED;
    }

    private void transfer(SimPair pair) {
        int piece = random.nextInt(1, 1 << random.nextInt(1, 16));
        long[] goal = {0, pair.users[1].offered + size(piece), pair.users[2].offered + size(piece)};
        pair.users[1].refusal = chance(0.3) ? random.nextDouble() * 0.9 : 0;
        pair.users[2].refusal = chance(0.3) ? random.nextDouble() * 0.9 : 0;
        while (!complete(pair, goal)) {
            for (int i = 1; i <= 2; i++) {
                long more = Math.min(goal[i] - pair.users[i].offered, random.nextInt(piece) + 1);
                if (more > 0) {
                    pair.offer(i, more);
                }
                if (chance(0.05)) {
                    pair.users[i].refusing = !pair.users[i].refusing;
                }
                resume(pair, i);
            }
            if (chance(0.1)) {
                changePath(pair);
            }
            boolean all = pair.users[1].offered == goal[1] && pair.users[2].offered == goal[2];
            pair.pass(all ? 20 * MS : random.nextLong(pair.wire.faults[1].delayNs));
            if (pair.wire.now > PATIENCE * 1000) {
                throw new AssertionError("stuck:" + pair);
            }
        }
        pair.users[1].refusing = false;
        pair.users[2].refusing = false;
    }

    private static void resume(SimPair pair, int host) {
        if (pair.connection(host).stalled()) {
            pair.connection(host).resume(pair.wire.now);
        }
    }

    private void changePath(SimPair pair) {
        pair.wire.faults[1].mtu = random.nextInt(576, 9001);
        pair.wire.faults[2].mtu = random.nextInt(576, 9001);
    }

    private static boolean complete(SimPair pair, long[] goal) {
        return pair.users[1].received == goal[2] && pair.users[2].received == goal[1]
                && pair.users[1].acknowledged == goal[1] && pair.users[2].acknowledged == goal[2];
    }

    /** A host vanishes in mid-transfer and is back, knowing nothing: both ends find to a new connection. */
    private void loseMemory(SimPair pair) {
        int victim = random.nextInt(1, 3);
        int other = 3 - victim;
        pair.offer(1, random.nextInt(10_000));
        pair.offer(2, random.nextInt(10_000));
        pair.pass(random.nextLong(3 * pair.wire.faults[1].delayNs));
        if (chance(0.5)) {
            pair.wire.clear();
        }
        pair.boot(victim);
        pair.users[victim].forget();
        pair.users[victim].connects = 0;
        int before = pair.users[other].connects;
        pair.connection(victim).connect(pair.wire.now);
        pair.run(PATIENCE, () -> pair.users[victim].connects == 1 && pair.users[other].connects > before
                && isOpen(pair, 1) && isOpen(pair, 2));
    }

    private void end(SimPair pair) {
        int first = random.nextInt(1, 3);
        int second = 3 - first;
        pair.users[1].refusal = 0;
        pair.users[2].refusal = 0;
        pair.users[1].onClosed = () -> { };
        pair.users[2].onClosed = () -> { };
        if (chance(0.1)) {
            pair.connection(first).abort(pair.wire.now);
            return;
        }
        pair.offer(first, random.nextInt(5000));
        pair.connection(first).close(pair.wire.now);
        pair.pass(random.nextLong(3 * pair.wire.faults[1].delayNs));
        pair.offer(second, random.nextInt(5000)); // half-closed: this way data still flows
        pair.connection(second).close(pair.wire.now);
        pair.run(PATIENCE, () -> finished(pair, 1) && finished(pair, 2));
        for (int i = 1; i <= 2; i++) {
            if (pair.users[i].received != pair.users[3 - i].offered || !pair.users[i].peerClosed) {
                throw new AssertionError("closed before all had arrived:" + pair);
            }
        }
        pair.pass(120 * SECOND);
        for (int i = 1; i <= 2; i++) {
            if (pair.pools[i].available() != pair.capacity() || pair.connection(i).state() != TcpState.CLOSED) {
                throw new AssertionError("memory or state left behind:" + pair);
            }
        }
    }

    /** An end whose last ACK was lost may learn of the end by a reset or, its peer being gone, not at all. */
    private static boolean finished(SimPair pair, int host) {
        return pair.users[host].closed != null;
    }

    /** Not in more than some hundred pieces: what they show is shown by then. */
    private long size(int piece) {
        return Math.min(random.nextInt(1 << random.nextInt(4, 17)), 400L * piece);
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
