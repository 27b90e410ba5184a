package io.nsn.port;

/**
 * A device that moves Ethernet frames in bursts. One thread; nothing blocks, nothing is allocated in steady state.
 *
 * <p>A frame to send has two parts, the headers in the caller's private memory, which are the caller's again at once,
 * and the payload, which a port may send from where it lies.
 */
public interface PacketPort extends AutoCloseable {

    /** Takes received frames; the bytes are valid during the call only. */
    @FunctionalInterface
    interface FrameHandler {
        /** @param length bytes from the destination MAC address on, without the frame check sequence */
        void onFrame(long address, int length);
    }

    /** What became of a frame given to {@link #send}. */
    enum Sent {
        /** The port takes no more now; nothing was sent. */
        FULL,
        /** Taken; headers and payload are the caller's again. */
        COPIED,
        /** Taken; the payload must stay until {@link #completed} has counted this frame. */
        REFERENCED
    }

    /** A name for log lines, such as {@code net_virtio_user0}. */
    String name();

    /** The MAC address in the low 48 bits, first byte on the wire highest. */
    long macAddress();

    /** Bytes of the longest IP packet. */
    int mtu();

    Offloads offloads();

    boolean linkUp();

    /** What to do where the link does not come up. */
    default String linkCure() {
        return "check the other end of the cable";
    }

    /** Hands received frames to {@code handler}, at most {@code limit}. @return how many */
    int receive(FrameHandler handler, int limit);

    /** @param payloadLength may be 0 */
    Sent send(long headers, int headersLength, long payload, int payloadLength);

    /** Hands what was sent to the device, where the port gathers bursts; what that does not take waits for the next call. */
    void flush();

    /** How many {@code REFERENCED} frames the device is done with, in the order they were sent; only grows. */
    long completed();

    /** How many frames were taken and then thrown away, because the link was down; only grows. */
    default long dropped() {
        return 0;
    }

    /** A descriptor that becomes readable when frames arrive, or -1 where the port can only be polled. */
    int readableDescriptor();

    /**
     * Asks a port that interrupts on demand only to do so. What arrived before does not show: look once more, then sleep.
     *
     * @return a descriptor, valid until {@link #disarm}, that is readable once frames have arrived; -1 where the port has none,
     *         or none now
     */
    default int arm() {
        return -1;
    }

    /** No interrupt is wanted any more. */
    default void disarm() {}

    /** Stops and releases the device; idempotent. */
    @Override
    void close();
}
