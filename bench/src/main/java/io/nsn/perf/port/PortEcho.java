package io.nsn.perf.port;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.ffi.Native;
import io.nsn.port.PacketPort;
import io.nsn.port.PacketPort.FrameHandler;
import io.nsn.port.dpdk.DpdkPorts;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One side of an exchange of frames on a core of its own, until it is killed: {@code echo|ping COUNT PAYLOAD CPU EALARGS
 * VDEV}. ping prints "p50 p99" of each COUNT round trips in ns.
 */
final class PortEcho {
    private static final int HEADER = 14;
    private static final int BURST = 32;

    private final PacketPort port;
    private final long frame = Arena.global().allocate(2048, 64).address();
    private final FrameHandler sendBack = this::sendBack;
    private final FrameHandler countOurs = this::countOurs;
    private int back;

    private PortEcho(PacketPort port) {
        this.port = port;
        Native.MEMORY.asSlice(frame, HEADER).fill((byte) -1);
        Native.MEMORY.set(JAVA_BYTE, frame + 12, (byte) 0x88);
        Native.MEMORY.set(JAVA_BYTE, frame + 13, (byte) 0xb5);
    }

    public static void main(String[] arguments) throws Throwable {
        pin(Integer.parseInt(arguments[3]));
        PacketPort port = DpdkPorts.open(arguments[4], null, arguments[5]);
        System.out.println("open");
        while (!port.linkUp()) {
            Thread.onSpinWait();
        }
        PortEcho side = new PortEcho(port);
        if (arguments[0].equals("echo")) {
            side.echo();
        } else {
            side.ping(new long[Integer.parseInt(arguments[1])], Integer.parseInt(arguments[2]));
        }
    }

    private void echo() {
        while (true) {
            if (port.receive(sendBack, BURST) > 0) {
                port.flush();
            }
        }
    }

    private void sendBack(long address, int length) {
        if (isOurs(address)) {
            port.send(address, HEADER, address + HEADER, length - HEADER);
        }
    }

    private void ping(long[] times, int payload) {
        while (true) {
            for (int i = 0; i < times.length; i++) {
                long start = System.nanoTime();
                roundTrip(payload);
                times[i] = System.nanoTime() - start;
            }
            Arrays.sort(times);
            System.out.println(times[times.length / 2] + " " + times[times.length / 100 * 99]);
        }
    }

    private void roundTrip(int payload) {
        back = 0;
        port.send(frame, HEADER, frame + HEADER, payload);
        port.flush();
        while (back == 0) {
            port.receive(countOurs, BURST);
        }
    }

    private void countOurs(long address, int length) {
        if (isOurs(address)) {
            back++;
        }
    }

    private static boolean isOurs(long address) {
        return Native.MEMORY.get(JAVA_INT_UNALIGNED, address + 10) >>> 16 == 0xb588;
    }

    /** Only this thread: the JVM's others stay where they find room. */
    private static void pin(int cpu) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(128, 8);
            mask.set(JAVA_BYTE, cpu / 8, (byte) (1 << cpu % 8));
            int failed = (int) Linker.nativeLinker().downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("sched_setaffinity").orElseThrow(),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG)).invokeExact(0, 128L, mask.address());
            if (failed != 0) {
                throw new IllegalStateException("cannot pin to CPU " + cpu);
            }
        }
    }
}
