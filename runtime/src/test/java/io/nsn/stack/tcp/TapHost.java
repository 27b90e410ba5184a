package io.nsn.stack.tcp;

import io.nsn.port.NetworkNamespace;
import io.nsn.port.PortException;
import io.nsn.port.tap.TapPort;
import java.lang.foreign.Arena;
import java.util.function.BooleanSupplier;

/** Our TCP at 10.9.0.2 on one end of a TAP device, the kernel's at 10.9.0.1 on the other; neighbours are set by hand. */
final class TapHost implements SegmentOutput, AutoCloseable {
    static final int KERNEL = 0x0a090001;
    static final int OURS = 0x0a090002;
    private static final long OUR_MAC = 0x02_00_00_00_00_09L;
    private static final int HEADERS = 34;
    private static final int BURST = 64;

    final NetworkNamespace kernel;
    final TcpHost tcp;
    private final Arena arena = Arena.ofShared();
    private final long frame;
    private final TapPort port;

    TapHost(int mtu) {
        kernel = new NetworkNamespace();
        port = kernel.call(() -> open(mtu));
        kernel.ip("address add 10.9.0.1/24 dev tap0");
        kernel.ip("neigh add 10.9.0.2 lladdr 02:00:00:00:00:09 dev tap0");
        String mac = kernel.run("ip -o link show tap0").replaceAll("(?s).*link/ether (\\S+).*", "$1").replace(":", "");
        frame = arena.allocate(HEADERS + 60 + mtu, 64).address() + 2;
        Bytes.put16(frame, (int) (Long.parseLong(mac, 16) >> 32));
        Bytes.put32(frame + 2, (int) Long.parseLong(mac, 16));
        Bytes.put16(frame + 6, (int) (OUR_MAC >> 32));
        Bytes.put32(frame + 8, (int) OUR_MAC);
        Bytes.put16(frame + 12, 0x0800);
        long pool = 8 << 20;
        tcp = new TcpHost(TcpConfig.forMtu(mtu), this, new BlockPool(arena.allocate(pool, 4096).address(), pool), 1, 2,
                System.nanoTime());
    }

    private static TapPort open(int mtu) throws PortException {
        return TapPort.open("tap0", mtu, OUR_MAC);
    }

    @Override
    public long segment() {
        return frame + HEADERS;
    }

    @Override
    public boolean send(int local, int remote, int length, long payload, int payloadLength, long nowNs) {
        Bytes.copy(payload, segment() + length, payloadLength);
        int total = length + payloadLength;
        SimWire.checksum(segment(), total, local, remote);
        long ip = frame + 14;
        Bytes.put32(ip, 0x45000000 | total + 20);
        Bytes.put32(ip + 4, 0x4000);
        Bytes.put32(ip + 8, 64 << 24 | 6 << 16);
        Bytes.put32(ip + 12, local);
        Bytes.put32(ip + 16, remote);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += Bytes.get16(ip + i);
        }
        Bytes.put16(ip + 10, ~((sum & 0xffff) + (sum >>> 16)));
        port.send(frame, HEADERS + total, 0, 0);
        return true;
    }

    /** Moves segments until the condition holds. */
    void run(String what, long seconds, BooleanSupplier condition, Runnable each) {
        long deadline = System.nanoTime() + seconds * SimPair.SECOND;
        while (!condition.getAsBoolean()) {
            long now = System.nanoTime();
            if (now > deadline) {
                throw new AssertionError("not within " + seconds + " s: " + what);
            }
            int work = port.receive((at, length) -> arrive(at, length, now), BURST);
            tcp.poll(now);
            each.run();
            if (work == 0) {
                Thread.yield();
            }
        }
    }

    private void arrive(long at, int length, long now) {
        if (length >= HEADERS && Bytes.get16(at + 12) == 0x0800 && Bytes.get8(at + 23) == 6
                && Bytes.get32(at + 30) == OURS) {
            tcp.onSegment(Bytes.get32(at + 26), OURS, at + HEADERS, Bytes.get16(at + 16) - 20, now);
        }
    }

    @Override
    public void close() {
        port.close();
        kernel.close();
        arena.close();
    }
}
