package io.nsn.stack.tcp;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Two hosts on a simulated wire, one connection between them; runs until a condition holds in virtual time. */
final class SimPair implements AutoCloseable {
    static final int PORT = 4444;
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;
    private static final long POOL = 1 << 20;

    final RandomGenerator random;
    final SimWire wire;
    final SimUser[] users = new SimUser[3];
    final BlockPool[] pools = new BlockPool[3];
    final TcpConfig[] configs = new TcpConfig[3];
    private final Arena arena = Arena.ofConfined();
    private final long[] memory = new long[3];

    SimPair(long seed, TcpConfig one, TcpConfig two) {
        random = new SplittableRandom(seed);
        wire = new SimWire(arena, random);
        configs[1] = one;
        configs[2] = two;
        for (int i = 1; i <= 2; i++) {
            memory[i] = arena.allocate(POOL, 4096).address();
            users[i] = new SimUser(i, 3 - i, random);
            boot(i);
        }
    }

    SimPair(long seed) {
        this(seed, config(1500), config(1500));
    }

    /** Patient: only scenarios about silence have a short user timeout. */
    static TcpConfig config(int mtu) {
        return new TcpConfig(mtu, 256 << 10, SECOND, 200 * MS, 60 * SECOND, MS, 3600 * SECOND, SECOND, 3600 * SECOND,
                60 * SECOND);
    }

    /** The host starts with no memory of before. */
    void boot(int host) {
        pools[host] = new BlockPool(memory[host], POOL);
        wire.hosts[host] = new TcpHost(configs[host], wire.output(host), pools[host], random.nextLong(),
                random.nextLong(), wire.now);
        users[host].connection = wire.hosts[host].add(users[host], host, PORT, 3 - host, PORT);
    }

    /** Blocks of a host's pool. */
    static int capacity() {
        return (int) (POOL / BlockPool.BLOCK_SIZE);
    }

    TcpConnection connection(int host) {
        return users[host].connection;
    }

    TcpHost host(int host) {
        return wire.hosts[host];
    }

    /** Host 1 connects, host 2 listens. */
    SimPair established() {
        connection(2).listen();
        connection(1).connect(wire.now);
        run(10 * SECOND, () -> users[1].connects == 1 && users[2].connects == 1);
        return this;
    }

    void offer(int host, long octets) {
        users[host].offered += octets;
        connection(host).transmit(wire.now);
    }

    /** Lets {@code ns} pass. */
    void pass(long ns) {
        long until = wire.now + ns;
        while (step(until)) {
            check();
        }
        wire.now = until;
    }

    /** @throws AssertionError where the condition does not hold within {@code ns} of virtual time */
    void run(long ns, BooleanSupplier condition) {
        long until = wire.now + ns;
        while (!condition.getAsBoolean()) {
            if (!step(until)) {
                throw new AssertionError("not within " + ns / MS + " ms: " + this);
            }
            check();
        }
    }

    /** Goes to the next instant at which something happens. @return false where that is after {@code until} */
    private boolean step(long until) {
        long next = Math.min(wire.nextArrival(), Math.min(deadline(1), deadline(2)));
        if (next > until) {
            return false;
        }
        wire.now = Math.max(wire.now, next);
        wire.deliver();
        for (int i = 1; i <= 2; i++) {
            if (host(i) != null) {
                host(i).poll(wire.now);
            }
        }
        return true;
    }

    private long deadline(int host) {
        return host(host) == null ? Timers.NEVER : host(host).nextDeadline(wire.now);
    }

    private void check() {
        for (int i = 1; i <= 2; i++) {
            if (users[i].fault != null) {
                throw new AssertionError("host " + i + ": " + users[i].fault + "; " + this);
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 2; i++) {
            SimUser user = users[i];
            TcpConnection c = connection(i);
            text.append(" host ").append(i).append(": ").append(c.state()).append(" acked ")
                    .append(user.acknowledged).append(" of ").append(user.offered).append(" received ")
                    .append(user.received).append(" closed ").append(user.closed).append(" cwnd ")
                    .append(c.sender.congestion.window()).append(" pipe ").append(c.sender.board.pipe())
                    .append(" una ").append(c.sender.una()).append(" nxt ").append(c.sender.nxt()).append(" wnd ")
                    .append(c.sender.window()).append(" rtx in ")
                    .append(c.timers.retransmit == Timers.NEVER ? -1 : (c.timers.retransmit - wire.now) / MS)
                    .append(" ms;");
        }
        return text.append(" in flight ").append(wire.inFlight()).toString();
    }

    @Override
    public void close() {
        arena.close();
    }
}
