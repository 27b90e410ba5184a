package io.nsn.stack.tcp;

import io.nsn.stack.wire.Checksum;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Two hosts' cable under a virtual clock, with every fault that a network has. Addresses are 1 and 2. */
final class SimWire {
    static final int SLOT = 9216;
    private static final int IP_HEADER = 20;

    /** What happens to segments of one direction; all chances from 0 to 1. */
    static final class Faults {
        double loss;
        double burstStart;
        double burstEnd = 1;
        double duplicate;
        double reorder;
        double corrupt;
        long delayNs = 50_000;
        long jitterNs;
        long nsPerOctet;
        long queueNs = Long.MAX_VALUE;
        int mtu = 9000;
        boolean stripSack;
        boolean stripTimestamps;
        boolean stripWindowScale;
        boolean down;
        private boolean inBurst;
        private long busyUntil;

        /** Strips what the other direction strips. */
        void strip(Faults other) {
            stripSack = other.stripSack;
            stripTimestamps = other.stripTimestamps;
            stripWindowScale = other.stripWindowScale;
        }
    }

    /** Looks at segments as they leave; false loses one. */
    @FunctionalInterface
    interface Tap {
        boolean pass(int from, long address, int length, long nowNs);
    }

    final Faults[] faults = {null, new Faults(), new Faults()};
    final TcpHost[] hosts = new TcpHost[3];
    Tap tap = (from, address, length, now) -> true;
    long now = 1_000_000_000_000L;
    long carried;
    long lost;
    private final RandomGenerator random;
    private final Flight flying = new Flight();
    private final Arena arena;
    private final long[] scratch = new long[3];
    private long[] free = new long[64];
    private int freed;

    SimWire(Arena arena, RandomGenerator random) {
        this.arena = arena;
        this.random = random;
        scratch[1] = arena.allocate(SLOT, 8).address();
        scratch[2] = arena.allocate(SLOT, 8).address();
    }

    /** The output of the host with this address. */
    SegmentOutput output(int from) {
        return new SegmentOutput() {
            @Override
            public long segment() {
                return scratch[from];
            }

            @Override
            public boolean send(int local, int remote, int length, long payload, int payloadLength, long nowNs) {
                if (payloadLength > 0) {
                    Bytes.copy(payload, scratch[from] + length, payloadLength);
                }
                checksum(scratch[from], length + payloadLength, local, remote);
                carry(from, scratch[from], length + payloadLength);
                return true;
            }
        };
    }

    /** When the next segment arrives. */
    long nextArrival() {
        return flying.isEmpty() ? Timers.NEVER : flying.nextArrival();
    }

    int inFlight() {
        return flying.size();
    }

    /** Delivers what has arrived. */
    void deliver() {
        while (!flying.isEmpty() && flying.nextArrival() <= now) {
            int to = flying.to();
            int length = flying.length();
            long segment = flying.poll();
            if (hosts[to] != null && Checksum.fold(sum(segment, length, 3 - to, to)) == 0) {
                hosts[to].onSegment(3 - to, to, segment, length, now);
            }
            free(segment);
        }
    }

    /** Puts a forged segment on the wire, which arrives at once. */
    void inject(int to, long address, int length) {
        checksum(address, length, 3 - to, to);
        fly(3 - to, address, length, now);
    }

    void clear() {
        while (!flying.isEmpty()) {
            free(flying.poll());
        }
    }

    static void checksum(long segment, int length, int source, int destination) {
        Bytes.put16(segment + 16, 0);
        Bytes.put16(segment + 16, Checksum.fold(sum(segment, length, source, destination)));
    }

    private static long sum(long segment, int length, int source, int destination) {
        return Checksum.sum(segment, length) + Checksum.pseudoHeader(source, destination, 6, length);
    }

    private void carry(int from, long segment, int length) {
        Faults fault = faults[from];
        carried++;
        if (fault.down || !tap.pass(from, segment, length, now) || isLost(fault)) {
            lost++;
            return;
        }
        if (length + IP_HEADER > fault.mtu) {
            lost++;
            hosts[from].onPathMtu(from, Bytes.get16(segment), 3 - from, Bytes.get16(segment + 2),
                    Bytes.get32(segment + 4), fault.mtu, now);
            return;
        }
        long sent = Math.max(now, fault.busyUntil);
        if (sent - now > fault.queueNs) {
            lost++;
            return;
        }
        fault.busyUntil = sent + fault.nsPerOctet * length;
        long arrival = fault.busyUntil + fault.delayNs + (fault.jitterNs > 0 ? random.nextLong(fault.jitterNs) : 0)
                + (chance(fault.reorder) ? random.nextLong(3 * fault.delayNs + 1) : 0);
        long copy = fly(from, segment, length, arrival);
        strip(fault, copy, length, from);
        if (chance(fault.corrupt)) {
            int at = random.nextInt(length);
            Bytes.put8(copy + at, Bytes.get8(copy + at) ^ 1 << random.nextInt(8));
        }
        if (chance(fault.duplicate)) {
            strip(fault, fly(from, segment, length, arrival + random.nextLong(2 * fault.delayNs + 1)), length, from);
        }
    }

    private long fly(int from, long segment, int length, long arrival) {
        long slot = freed == 0 ? arena.allocate(SLOT, 8).address() : free[--freed];
        Bytes.copy(segment, slot, length);
        flying.add(arrival, 3 - from, slot, length);
        return slot;
    }

    private void free(long slot) {
        if (freed == free.length) {
            free = Arrays.copyOf(free, 2 * freed);
        }
        free[freed++] = slot;
    }

    private boolean isLost(Faults fault) {
        fault.inBurst = fault.inBurst ? !chance(fault.burstEnd) : chance(fault.burstStart);
        return fault.inBurst || chance(fault.loss);
    }

    private boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** A middlebox that knows less than we do: options of a SYN become no-operations. */
    private static void strip(Faults fault, long segment, int length, int from) {
        if ((Bytes.get8(segment + 13) & TcpHeader.SYN) == 0
                || !(fault.stripSack || fault.stripTimestamps || fault.stripWindowScale)) {
            return;
        }
        long end = segment + (Bytes.get8(segment + 12) >> 4 << 2);
        for (long at = segment + 20; at < end; ) {
            int kind = Bytes.get8(at);
            int octets = kind <= TcpHeader.OPTION_NOP ? 1 : Bytes.get8(at + 1);
            boolean goes = kind == TcpHeader.OPTION_SACK_PERMITTED && fault.stripSack
                    || kind == TcpHeader.OPTION_TIMESTAMPS && fault.stripTimestamps
                    || kind == TcpHeader.OPTION_WINDOW_SCALE && fault.stripWindowScale;
            for (int i = 0; goes && i < octets; i++) {
                Bytes.put8(at + i, TcpHeader.OPTION_NOP);
            }
            at += octets;
        }
        checksum(segment, length, from, 3 - from);
    }
}
