package io.nsn.port;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nsn.ffi.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Frames as texts, for tests of ports. */
public final class Frames {
    /** Ethernet addresses and a type, so that devices take what tests send. */
    public static final String HEADER = "\2\0\0\0\0\2" + "\2\0\0\0\0\1" + "\u0088\u00b5";
    private static final Arena ARENA = Arena.global();
    private static final MemorySegment SCRATCH = ARENA.allocate(1 << 16, 64);

    private Frames() {}

    public static PacketPort.Sent send(PacketPort port, String headers, String payload) {
        MemorySegment.copy(headers.getBytes(ISO_8859_1), 0, SCRATCH, JAVA_BYTE, 0,
                headers.length());
        MemorySegment.copy(payload.getBytes(ISO_8859_1), 0, SCRATCH, JAVA_BYTE, 4096,
                payload.length());
        return port.send(SCRATCH.address(), headers.length(), SCRATCH.address() + 4096, payload.length());
    }

    /** Everything that has arrived, at most {@code limit} frames. */
    public static List<String> receive(PacketPort port, int limit) {
        List<String> frames = new ArrayList<>();
        port.receive((address, length) -> frames.add(text(address, length)), limit);
        return frames;
    }

    public static String text(long address, int length) {
        byte[] bytes = Native.MEMORY.asSlice(address, length).toArray(JAVA_BYTE);
        return new String(bytes, ISO_8859_1);
    }
}
