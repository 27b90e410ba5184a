package io.nsn.port.memory;

import io.nsn.port.Offloads;
import io.nsn.port.PacketPort;

/** One end of a cable in memory: what one end sends, the other receives, in order and whole. */
public final class MemoryPort implements PacketPort {
    private static final long LOCALLY_ADMINISTERED = 0x02_00_00_00_00_00L;
    private static final int ETHERNET_HEADER = 14;

    /** The two ends; each may have a thread of its own. */
    public record Pair(MemoryPort left, MemoryPort right) {}

    private final String name;
    private final long macAddress;
    private final int mtu;
    private final Wire out;
    private final Wire in;

    private volatile boolean open = true;
    private long dropped;
    private MemoryPort peer;

    private MemoryPort(String name, long macAddress, int mtu, Wire out, Wire in) {
        this.name = name;
        this.macAddress = macAddress;
        this.mtu = mtu;
        this.out = out;
        this.in = in;
    }

    /**
     * Two ports joined.
     *
     * @param mtu    bytes of the longest IP packet
     * @param frames how many fit into the cable in each direction, a power of two; then it is {@link Sent#FULL}
     */
    public static Pair pair(int mtu, int frames) {
        Wire toRight = new Wire(frames, mtu + ETHERNET_HEADER);
        Wire toLeft = new Wire(frames, mtu + ETHERNET_HEADER);
        MemoryPort left = new MemoryPort("memory0", LOCALLY_ADMINISTERED | 1, mtu, toRight, toLeft);
        MemoryPort right = new MemoryPort("memory1", LOCALLY_ADMINISTERED | 2, mtu, toLeft, toRight);
        left.peer = right;
        right.peer = left;
        return new Pair(left, right);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long macAddress() {
        return macAddress;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public Offloads offloads() {
        return Offloads.NONE;
    }

    /** Whether both ends are open. */
    @Override
    public boolean linkUp() {
        return open && peer.open;
    }

    @Override
    public int receive(FrameHandler handler, int limit) {
        return open ? in.take(handler, limit) : 0;
    }

    /** While an end is closed, frames vanish, as on a cable that is not plugged in. */
    @Override
    public Sent send(long headers, int headersLength, long payload, int payloadLength) {
        if (!linkUp()) {
            dropped++;
            return Sent.COPIED;
        }
        return out.put(headers, headersLength, payload, payloadLength) ? Sent.COPIED : Sent.FULL;
    }

    @Override
    public void flush() {
        // every frame is on its way at once
    }

    @Override
    public long completed() {
        return 0;
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public int readableDescriptor() {
        return -1;
    }

    @Override
    public void close() {
        open = false;
    }
}
