package io.nsn.port;

import java.util.function.LongSupplier;

/**
 * A bad wire before any port: in both directions frames are lost, doubled, overtaken, corrupted and delayed. The same seed,
 * frames and times give the same faults.
 */
public final class FaultyPort extends ForwardingPort {
    private static final int FRAME_OVERHEAD = 64;
    private static final int BURST = 32;

    private final LongSupplier clock;
    private final BadWire out;
    private final BadWire in;

    /** @param clock the time in ns, from any beginning */
    public FaultyPort(PacketPort port, Faults faults, long seed, LongSupplier clock) {
        super(port);
        this.clock = clock;
        out = new BadWire(faults, seed, port.mtu() + FRAME_OVERHEAD);
        in = new BadWire(faults, ~seed, port.mtu() + FRAME_OVERHEAD);
    }

    /** How many faults there were. */
    public long injected() {
        return out.injected() + in.injected();
    }

    @Override
    public int receive(FrameHandler handler, int limit) {
        long now = clock.getAsLong();
        if (pass(now) > 0) {
            port.flush();
        }
        if (!in.isFull()) {
            port.receive((address, length) -> in.put(address, length, 0, 0, now), limit);
        }
        return in.take((address, length) -> {
            handler.onFrame(address, length);
            return true;
        }, limit, now);
    }

    @Override
    public Sent send(long headers, int headersLength, long payload, int payloadLength) {
        long now = clock.getAsLong();
        if (out.isFull()) {
            pass(now);
            if (out.isFull()) {
                return Sent.FULL;
            }
        }
        out.put(headers, headersLength, payload, payloadLength, now);
        return Sent.COPIED;
    }

    @Override
    public void flush() {
        pass(clock.getAsLong());
        port.flush();
    }

    @Override
    public long completed() {
        return 0;
    }

    /** A delayed frame makes no interrupt. */
    @Override
    public int arm() {
        return -1;
    }

    @Override
    public void disarm() { }

    /** Gives the port what is due; all of a frame counts as its headers, so that the port keeps nothing. */
    private int pass(long now) {
        return out.take((address, length) -> port.send(address, length, 0, 0) != Sent.FULL, BURST, now);
    }
}
