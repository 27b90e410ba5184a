package io.nsn.port.tap;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.ffi.Memory;
import io.nsn.ffi.Native;
import io.nsn.ffi.NativeException;
import io.nsn.port.Offloads;
import io.nsn.port.PacketPort;
import io.nsn.port.PortException;
import java.lang.foreign.Arena;

/**
 * A TAP device: the kernel has an interface, and this port is the host at the other end of its cable, with a MAC address
 * of its own. One system call for each frame.
 */
public final class TapPort implements PacketPort {
    private static final int ETHERNET_HEADER = 14;
    private static final int VLAN_TAG = 4;
    private static final int IOVEC = 16;

    private final String name;
    private final long macAddress;
    private final int mtu;
    private final int fd;
    private final int control;
    private final TapDevice device;
    private final Arena arena = Arena.ofAuto();
    private final int room;
    private final long buffer;
    private final long vectors;
    private long dropped;
    private boolean open = true;

    private TapPort(String name, int mtu, long macAddress, int fd, int control) throws PortException {
        this.name = name;
        this.macAddress = macAddress;
        this.mtu = mtu;
        this.fd = fd;
        this.control = control;
        device = TapDevice.create(arena, fd, control, name, mtu);
        room = mtu + ETHERNET_HEADER + VLAN_TAG;
        buffer = arena.allocate(room, 64).address();
        vectors = arena.allocate(2 * IOVEC, 8).address();
    }

    /**
     * Makes an interface in the calling thread's network namespace and sets it up; it goes when the port is closed.
     *
     * @param name       of the interface, which must not exist
     * @param macAddress of this port, not of the kernel's end
     */
    public static TapPort open(String name, int mtu, long macAddress) throws PortException {
        int fd = TapDevice.open(name);
        int control = -1;
        TapPort port = null;
        try {
            control = TapDevice.control(name);
            port = new TapPort(name, mtu, macAddress, fd, control);
            return port;
        } finally {
            if (port == null) {
                Memory.close(fd);
                Memory.close(control);
            }
        }
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

    @Override
    public boolean linkUp() {
        return open && device.isUp();
    }

    @Override
    public int receive(FrameHandler handler, int limit) {
        int received = 0;
        while (open && received < limit) {
            long length = Memory.read(fd, buffer, room);
            if (length <= 0) {
                break;
            }
            received++;
            handler.onFrame(buffer, (int) length);
        }
        return received;
    }

    /** While the interface is down, frames vanish, as on a cable that is not plugged in. */
    @Override
    public Sent send(long headers, int headersLength, long payload, int payloadLength) {
        Native.MEMORY.set(JAVA_LONG, vectors, headers);
        Native.MEMORY.set(JAVA_LONG, vectors + 8, headersLength);
        Native.MEMORY.set(JAVA_LONG, vectors + IOVEC, payload);
        Native.MEMORY.set(JAVA_LONG, vectors + IOVEC + 8, payloadLength);
        long written = open ? Memory.writeVectors(fd, vectors, 2) : -1;
        if (written == -NativeException.EAGAIN) {
            return Sent.FULL;
        }
        if (written < 0) {
            dropped++;
        }
        return Sent.COPIED;
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
        return fd;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            Memory.close(fd);
            Memory.close(control);
        }
    }
}
