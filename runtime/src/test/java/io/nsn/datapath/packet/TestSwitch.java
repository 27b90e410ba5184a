package io.nsn.datapath.packet;

import io.nsn.ffi.Native;
import io.nsn.port.Offloads;
import io.nsn.port.PacketPort;
import io.nsn.stack.wire.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Hosts joined by a switch: a frame goes to the port whose MAC address it has, a broadcast to all others. One thread. */
final class TestSwitch {
    private final List<Port> ports = new ArrayList<>();
    private final int mtu;
    private final boolean references;
    private long nextMac = 0x02_00_00_00_00_01L;

    /** @param references whether payloads are read late: one completes when the one after the next was sent, or at a poll */
    TestSwitch(int mtu, boolean references) {
        this.mtu = mtu;
        this.references = references;
    }

    PacketPort plugIn() {
        Port port = new Port(nextMac++);
        ports.add(port);
        return port;
    }

    private record Pending(byte[] headers, long payload, int payloadLength) {}

    private final class Port implements PacketPort {
        private static final int QUEUE = 64;
        private final long mac;
        private final Deque<byte[]> arrived = new ArrayDeque<>();
        private final Deque<Pending> pending = new ArrayDeque<>();
        private final MemorySegment memory = Arena.ofAuto().allocate(mtu + 14L, 8);
        private long completed;

        private Port(long mac) {
            this.mac = mac;
        }

        @Override
        public String name() {
            return "switch";
        }

        @Override
        public long macAddress() {
            return mac;
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
            return true;
        }

        @Override
        public int receive(FrameHandler handler, int limit) {
            while (!pending.isEmpty()) {
                transmit();
            }
            int received = 0;
            for (byte[] frame; received < limit && (frame = arrived.poll()) != null; received++) {
                MemorySegment.copy(MemorySegment.ofArray(frame), 0, memory, 0, frame.length);
                handler.onFrame(memory.address(), frame.length);
            }
            return received;
        }

        @Override
        public Sent send(long headers, int headersLength, long payload, int payloadLength) {
            if (headersLength + payloadLength > mtu + 14) {
                throw new IllegalArgumentException("too long: " + (headersLength + payloadLength));
            }
            long to = Bytes.get48(headers);
            if (ports.stream().anyMatch(other -> other.mac == to && other.arrived.size() >= QUEUE)) {
                return Sent.FULL;
            }
            pending.add(new Pending(bytes(headers, headersLength), payload, payloadLength));
            if (references && payloadLength > 0) {
                if (pending.size() > 2) {
                    transmit();
                }
                return Sent.REFERENCED;
            }
            completed -= references ? 1 : 0; // this one is not counted
            while (!pending.isEmpty()) {
                transmit();
            }
            return Sent.COPIED;
        }

        private void transmit() {
            Pending next = pending.remove();
            byte[] frame = Arrays.copyOf(next.headers(), next.headers().length + next.payloadLength());
            System.arraycopy(bytes(next.payload(), next.payloadLength()), 0, frame, next.headers().length,
                    next.payloadLength());
            completed += references ? 1 : 0;
            boolean broadcast = frame[0] == -1;
            for (Port other : ports) {
                if (other != this && (broadcast ? other.arrived.size() < QUEUE : hasAddress(other, frame))) {
                    other.arrived.add(frame);
                }
            }
        }

        private static boolean hasAddress(Port port, byte[] frame) {
            return port.mac == (ByteBuffer.wrap(frame).getLong() >>> 16);
        }

        private static byte[] bytes(long address, int length) {
            return Native.MEMORY.asSlice(address, length).toArray(ValueLayout.JAVA_BYTE);
        }

        @Override
        public void flush() {}

        @Override
        public long completed() {
            return completed;
        }

        @Override
        public int readableDescriptor() {
            return -1;
        }

        @Override
        public void close() {
            ports.remove(this);
        }
    }
}
