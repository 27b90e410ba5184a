package io.nsn.port.dpdk;

import io.nsn.port.Offloads;
import io.nsn.port.PacketPort;
import io.nsn.port.PortException;
import java.lang.System.Logger.Level;

/**
 * The end of a cable that is there only while somebody is at the other end: the device is opened as soon as it can be, and
 * again after it was lost. Until then frames are dropped, as on a cable that is not plugged in. One thread, as every port;
 * what may take long is done on EAL's.
 */
final class ReturningPort implements PacketPort {
    private static final System.Logger LOG = System.getLogger("nsnd.dpdk");
    private static final long FIRST_RETRY_MS = 100;
    private static final long LONGEST_RETRY_MS = 1000;
    /** A device that was opened and has no link for so long has lost its peer before the link came up. */
    private static final long LINK_WITHIN_NS = 5_000_000_000L;

    /** Opens the device; EAL's thread. */
    @FunctionalInterface
    interface Opening {
        DpdkPort open() throws PortException;
    }

    private final DpdkDevice device;
    private final Opening opening;
    private final long macAddress;
    private final int mtu;

    /** Opened by EAL's thread, and not yet taken by the port's. */
    private volatile DpdkPort arrived;
    private volatile boolean closed;
    private DpdkPort port;
    private boolean linkWasUp;
    private long openedNs;
    private long dropped;
    /** EAL's thread only. */
    private long retryMs = FIRST_RETRY_MS;
    private boolean complained;

    /** @param mtu of the device, whenever it is opened */
    ReturningPort(DpdkDevice device, Opening opening, long macAddress, int mtu) {
        this.device = device;
        this.opening = opening;
        this.macAddress = macAddress;
        this.mtu = mtu;
    }

    /** Opens the device if it can be, else keeps trying. EAL's thread. */
    void seek() {
        if (closed) {
            return;
        }
        try {
            arrived = opening.open();
            if (complained) {
                LOG.log(Level.INFO, "{0} is plugged in", device.name());
            }
            retryMs = FIRST_RETRY_MS;
            complained = false;
        } catch (PortException e) {
            if (!complained) {
                complained = true;
                LOG.log(Level.WARNING, "{0}; it is tried again until it works", e.getMessage());
            }
            Eal.later(this::seek, retryMs);
            retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
        }
    }

    @Override
    public String name() {
        return device.name();
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

    @Override
    public boolean linkUp() {
        if (!isPlugged()) {
            return false;
        }
        boolean up = port.linkUp();
        if (!up && (linkWasUp || System.nanoTime() - openedNs > LINK_WITHIN_NS) && !device.reconnects()) {
            lose();
        }
        linkWasUp |= up;
        return up;
    }

    @Override
    public String linkCure() {
        return device.linkCure();
    }

    @Override
    public int receive(FrameHandler handler, int limit) {
        return isPlugged() ? port.receive(handler, limit) : 0;
    }

    @Override
    public Sent send(long headers, int headersLength, long payload, int payloadLength) {
        if (!isPlugged()) {
            dropped++;
            return Sent.COPIED;
        }
        return port.send(headers, headersLength, payload, payloadLength);
    }

    @Override
    public void flush() {
        if (port != null) {
            port.flush();
        }
    }

    @Override
    public long completed() {
        return 0;
    }

    @Override
    public long dropped() {
        return dropped + (port == null ? 0 : port.dropped());
    }

    @Override
    public int readableDescriptor() {
        return -1;
    }

    @Override
    public int arm() {
        return isPlugged() ? port.arm() : -1;
    }

    @Override
    public void disarm() {
        if (port != null) {
            port.disarm();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.stopWaiting();
            Eal.finish(() -> { }); // an attempt that was under way has ended
            if (isPlugged()) {
                port.close();
                port = null;
            }
        }
    }

    private boolean isPlugged() {
        return port != null || arrived != null && take();
    }

    private boolean take() {
        port = arrived;
        arrived = null;
        linkWasUp = false;
        openedNs = System.nanoTime();
        return true;
    }

    private void lose() {
        DpdkPort gone = port;
        port = null;
        gone.abandon();
        dropped += gone.dropped();
        Eal.later(() -> {
            gone.release();
            seek();
        }, 0);
    }
}
