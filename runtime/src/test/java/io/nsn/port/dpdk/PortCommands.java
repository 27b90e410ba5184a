package io.nsn.port.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import com.sun.management.ThreadMXBean;
import io.nsn.datapath.EpollReadiness;
import io.nsn.ffi.Native;
import io.nsn.ffi.Sockets;
import io.nsn.ffi.Threads;
import io.nsn.port.PacketPort;
import io.nsn.port.PacketPort.Sent;
import io.nsn.port.PortException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;

/** The other end of {@link PortProcess}: opens a port and carries out what it reads from standard input. */
final class PortCommands {
    static final String ANSWER = "answer: ";
    private static final int HEADER = 14;
    private static final long PATIENCE_NS = 20_000_000_000L;

    private final MemorySegment frame = Arena.global().allocate(1 << 16, 64);
    private final BufferedReader input;
    private PacketPort port;
    private long arrived;
    private int echoed;
    private int descriptor;

    private PortCommands(BufferedReader input) {
        this.input = input;
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        PortCommands commands = new PortCommands(input);
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println('\n' + ANSWER + commands.carryOut(line.split("\\|", -1)));
            System.out.flush();
        }
    }

    private String carryOut(String[] words) throws IOException {
        return switch (words[0]) {
            case "open" -> open(words);
            case "link" -> String.valueOf(await(() -> port.linkUp() == Boolean.parseBoolean(words[1])));
            case "echo" -> echo();
            case "ping" -> ping(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "flood" -> flood(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "allocates" -> allocates(Integer.parseInt(words[1]));
            case "arm" -> String.valueOf(arm());
            case "awake" -> awake(Integer.parseInt(words[1]));
            case "close" -> close();
            default -> "what?";
        };
    }

    private String open(String[] words) {
        try {
            PacketPort opened = DpdkPorts.open(words[1], words[2], words[3]);
            port = opened;
            return "%s %012x %d".formatted(port.name(), port.macAddress(), port.mtu());
        } catch (PortException e) {
            return e.getMessage();
        }
    }

    /** Whether the port is going to interrupt; what has come before is thrown away. */
    private boolean arm() {
        descriptor = port.arm();
        port.receive((address, length) -> { }, 32);
        return descriptor >= 0;
    }

    /** Whether the interrupt comes within so many ms. */
    private String awake(int timeoutMs) {
        try (EpollReadiness readiness = new EpollReadiness()) {
            readiness.add(descriptor, Sockets.EPOLLIN, (events, nowNs) -> 1);
            return String.valueOf(readiness.await(timeoutMs, 0) > 0);
        }
    }

    private String close() {
        port.close();
        port.close();
        return String.valueOf(port.linkUp());
    }

    /** Sends back what arrives until there is another command. */
    private String echo() throws IOException {
        echoed = 0;
        while (!input.ready()) {
            int received = port.receive(this::sendBack, 32);
            port.flush(); // also what the device did not take last time
            if (received == 0) {
                Threads.yieldCore();
            }
        }
        return "echoed " + echoed;
    }

    private void sendBack(long address, int length) {
        if (isOurs(address)) {
            echoed++;
            port.send(address, HEADER, address + HEADER, length - HEADER);
        }
    }

    /** One frame after the other, each of which must come back as it was. */
    private String ping(int count, int payload) {
        for (int i = 0; i < count; i++) {
            fill(i, payload);
            arrived = -1;
            if (port.send(frame.address(), HEADER, frame.address() + HEADER, payload) == Sent.FULL) {
                return "full at " + i;
            }
            boolean back = await(() -> {
                port.flush();
                port.receive((address, length) -> compare(address, length, HEADER + payload), 32);
                return arrived >= 0;
            });
            if (!back) {
                return "lost " + i;
            }
        }
        return "all came back";
    }

    private void compare(long address, int length, int wanted) {
        if (isOurs(address) && length == wanted && MemorySegment.mismatch(Native.MEMORY, address, address + length, frame, 0,
                length) < 0) {
            arrived = length;
        }
    }

    /** As much as the port takes, without waiting for what comes back; nothing may be referred to for longer than that. */
    private String flood(int count, int payload) {
        int sent = 0;
        int referenced = 0;
        long completed = port.completed();
        fill(0, payload);
        for (int i = 0; i < count; i++) {
            Sent taken = port.send(frame.address(), HEADER, frame.address() + HEADER, payload);
            sent += taken == Sent.FULL ? 0 : 1;
            referenced += taken == Sent.REFERENCED ? 1 : 0;
            port.flush();
        }
        return "sent %d referenced %d completed %d dropped %d".formatted(sent, referenced, port.completed() - completed,
                port.dropped());
    }

    /** Bytes of heap that polling and sending take, warm. */
    private String allocates(int count) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PacketPort.FrameHandler ignore = (address, length) -> { };
        fill(0, 100);
        long before = 0;
        for (int i = 0; i < 2 * count; i++) {
            if (i == count) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            port.send(frame.address(), HEADER, frame.address() + HEADER, 100);
            port.flush();
            port.receive(ignore, 32);
        }
        return String.valueOf(threads.getCurrentThreadAllocatedBytes() - before);
    }

    private void fill(int seed, int payload) {
        frame.fill((byte) -1);
        frame.set(JAVA_BYTE, 12, (byte) 0x88);
        frame.set(JAVA_BYTE, 13, (byte) 0xb5);
        for (int at = HEADER; at < HEADER + payload; at++) {
            frame.set(JAVA_BYTE, at, (byte) (seed + at * 31));
        }
    }

    /** Of the EtherType for local experiments, which nobody else on a wire uses. */
    private static boolean isOurs(long address) {
        return Native.MEMORY.get(JAVA_INT_UNALIGNED, address + 12 - 2) >>> 16 == 0xb588;
    }

    private static boolean await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NS) {
                return false;
            }
            Threads.yieldCore();
        }
        return true;
    }
}
