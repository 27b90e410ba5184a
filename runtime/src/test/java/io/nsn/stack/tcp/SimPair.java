package io.nsn.stack.tcp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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
    private final MemorySegment memory;

    private SimPair(long seed, TcpConfig one, TcpConfig two, Function<Arena, MemorySegment> pools) {
        random = new SplittableRandom(seed);
        memory = pools.apply(arena);
        wire = new SimWire(arena, random);
        configs[1] = one;
        configs[2] = two;
        for (int i = 1; i <= 2; i++) {
            users[i] = new SimUser(i, 3 - i, random);
            boot(i);
        }
    }

    SimPair(long seed, TcpConfig one, TcpConfig two) {
        this(seed, one, two, SimPair::memoryOfPools);
    }

    SimPair(long seed) {
        this(seed, config(1500), config(1500));
    }

    /** With pools in memory that is made once, which takes long: for who needs many pairs, one after the other. */
    SimPair(long seed, MemorySegment pools) {
        this(seed, config(1500), config(1500), arena -> pools);
    }

    static MemorySegment memoryOfPools(Arena arena) {
        return arena.allocate(2 * POOL, BlockPool.BLOCK_SIZE);
    }

    /** Patient: only scenarios about silence have a short user timeout. */
    static TcpConfig config(int mtu) {
        return new TcpConfig(mtu, 256 << 10, SECOND, 200 * MS, 60 * SECOND, MS, 3600 * SECOND, SECOND, 3600 * SECOND,
                60 * SECOND);
    }

    /** The host starts with no memory of before. */
    void boot(int host) {
        pools[host] = new BlockPool(memory.address() + (host - 1) * POOL, POOL);
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

    /** Host 1's connection into a state; its user takes only half of what it is given. */
    void bring(TcpState goal) {
        users[1].refusal = 0.5;
        switch (goal) {
            case CLOSED -> { }
            case LISTEN -> connection(1).listen();
            case SYN_SENT -> connection(1).connect(wire.now);
            case SYN_RECEIVED -> {
                connection(1).listen();
                wire.tap = (from, address, length, now) -> from == 2;
                connection(2).connect(wire.now);
                run(SECOND, () -> connection(1).state() == goal);
            }
            default -> established().bringFurther(goal);
        }
    }

    private void bringFurther(TcpState goal) {
        boolean peerFirst = goal == TcpState.CLOSE_WAIT || goal == TcpState.LAST_ACK;
        if (goal == TcpState.FIN_WAIT_1 || goal == TcpState.CLOSING) {
            wire.tap = (from, address, length, now) -> from == 2;
        }
        if (goal != TcpState.ESTABLISHED) {
            connection(peerFirst ? 2 : 1).close(wire.now);
            pass(SECOND / 10);
        }
        if (goal == TcpState.LAST_ACK) {
            wire.tap = (from, address, length, now) -> false;
            connection(1).close(wire.now);
        } else if (goal == TcpState.CLOSING || goal == TcpState.TIME_WAIT) {
            connection(2).close(wire.now);
            pass(SECOND / 10);
        }
        if (connection(1).state() != goal) {
            throw new AssertionError("not in " + goal + ": " + this);
        }
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
