package io.nsn.control;

import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * One end of a Unix socket that keeps message boundaries (SOCK_SEQPACKET) and carries file descriptors. Sending and
 * receiving may go on in two threads; each of them in one thread at a time.
 */
public final class ControlSocket implements AutoCloseable {
    /** The other end's process and user, told by the kernel. */
    public record Credentials(int pid, int uid) {}

    /** A message; its descriptors are the receiver's to close. */
    public record Message(byte[] bytes, int[] descriptors) {}

    private static final int SOCKADDR_UN_SIZE = 110;
    private static final int PATH_AT = 2;
    private static final int MAX_DESCRIPTORS = 4;
    private static final int CMSG_HEADER = 16;
    private static final int CONTROL_SIZE = CMSG_HEADER + 4 * MAX_DESCRIPTORS;

    private final int fd;
    private volatile boolean closed;

    private ControlSocket(int fd) {
        this.fd = fd;
    }

    /**
     * @param name a path, or {@code @name} in the abstract name space (one for each network namespace)
     * @throws NativeException where nobody listens
     */
    public static ControlSocket connect(String name) {
        int fd = newSocket(0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, name);
            NativeException.check(Sockets.connect(fd, address.address(), (int) address.byteSize()), "connect", name);
            return new ControlSocket(fd);
        } catch (RuntimeException e) {
            Memory.close(fd);
            throw e;
        }
    }

    /** Listens, without ever blocking in {@link #accept}. */
    public static ControlSocket listen(String name) {
        int fd = newSocket(Sockets.SOCK_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, name);
            NativeException.check(Sockets.bind(fd, address.address(), (int) address.byteSize()), "bind", name);
            NativeException.check(Sockets.listen(fd, 128), "listen", name);
            return new ControlSocket(fd);
        } catch (RuntimeException e) {
            Memory.close(fd);
            throw e;
        }
    }

    /** The next connection, non-blocking; null where there is none. */
    public ControlSocket accept() {
        int accepted = Sockets.accept(fd, 0, 0, Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC);
        return accepted < 0 ? null : new ControlSocket(accepted);
    }

    public int fd() {
        return fd;
    }

    public Credentials peer() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment credentials = arena.allocate(16, 8);
            credentials.set(ValueLayout.JAVA_INT, 12, 12);
            NativeException.check(Sockets.getOption(fd, Sockets.SOL_SOCKET, Sockets.SO_PEERCRED,
                    credentials.address(), credentials.address() + 12), "getsockopt", "SO_PEERCRED");
            return new Credentials(credentials.get(ValueLayout.JAVA_INT, 0), credentials.get(ValueLayout.JAVA_INT, 4));
        }
    }

    /**
     * Sends a message with copies of these descriptors.
     *
     * @return 0, or {@code -errno}
     */
    public int send(byte[] bytes, int... descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment body = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            MemorySegment control = MemorySegment.NULL;
            if (descriptors.length > 0) {
                control = arena.allocate(CMSG_HEADER + 8L * ((descriptors.length + 1) / 2), 8);
                control.set(ValueLayout.JAVA_LONG, 0, CMSG_HEADER + 4L * descriptors.length);
                control.set(ValueLayout.JAVA_INT, 8, Sockets.SOL_SOCKET);
                control.set(ValueLayout.JAVA_INT, 12, Sockets.SCM_RIGHTS);
                MemorySegment.copy(MemorySegment.ofArray(descriptors), 0, control, CMSG_HEADER, 4L * descriptors.length);
            }
            MemorySegment header = header(arena, body, control, control.byteSize());
            return (int) Math.min(0, Sockets.sendMessage(fd, header.address(), Sockets.MSG_NOSIGNAL));
        }
    }

    /**
     * Receives a message: waits for it on a connected socket, does not on an accepted one.
     *
     * @return the message; null at the end of the conversation, whatever ended it
     * @throws WouldBlock where there is none now
     */
    public Message receive() throws WouldBlock {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment body = arena.allocate(ControlCodec.MAX_MESSAGE, 8);
            MemorySegment control = arena.allocate(CONTROL_SIZE, 8);
            MemorySegment header = header(arena, body, control, CONTROL_SIZE);
            long length;
            do {
                length = Sockets.receiveMessage(fd, header.address(), Sockets.MSG_CMSG_CLOEXEC);
            } while (length == -NativeException.EINTR && !closed);
            if (length == -NativeException.EAGAIN) {
                throw WouldBlock.INSTANCE;
            }
            if (length <= 0) {
                return null;
            }
            return new Message(body.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE),
                    descriptors(control, header.get(ValueLayout.JAVA_LONG, 40)));
        }
    }

    /** Ends the conversation: a {@link #receive} that waits in another thread returns null. */
    public void shutdown() {
        closed = true;
        Sockets.shutdown(fd, Sockets.SHUT_RDWR);
    }

    @Override
    public void close() {
        closed = true;
        Memory.close(fd);
    }

    private static int newSocket(int flags) {
        return (int) NativeException.check(
                Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_SEQPACKET | Sockets.SOCK_CLOEXEC | flags, 0), "socket",
                "AF_UNIX");
    }

    private static MemorySegment address(Arena arena, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= SOCKADDR_UN_SIZE - PATH_AT) {
            throw new NativeException("control socket", name + " (at most 107 bytes)", NativeException.EINVAL);
        }
        boolean unnamed = name.startsWith("@");
        MemorySegment address = arena.allocate(PATH_AT + bytes.length + (unnamed ? 0 : 1), 2);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) Sockets.AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, PATH_AT, bytes.length);
        if (unnamed) {
            address.set(ValueLayout.JAVA_BYTE, PATH_AT, (byte) 0);
        }
        return address;
    }

    private static MemorySegment header(Arena arena, MemorySegment body, MemorySegment control, long controlSize) {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ValueLayout.JAVA_LONG, 0, body.address());
        vector.set(ValueLayout.JAVA_LONG, 8, body.byteSize());
        MemorySegment header = arena.allocate(Sockets.MSGHDR_SIZE, 8);
        header.set(ValueLayout.JAVA_LONG, 16, vector.address());
        header.set(ValueLayout.JAVA_LONG, 24, 1);
        header.set(ValueLayout.JAVA_LONG, 32, control.address());
        header.set(ValueLayout.JAVA_LONG, 40, controlSize);
        return header;
    }

    private static int[] descriptors(MemorySegment control, long received) {
        if (received < CMSG_HEADER + 4 || control.get(ValueLayout.JAVA_INT, 12) != Sockets.SCM_RIGHTS) {
            return new int[0];
        }
        long bytes = control.get(ValueLayout.JAVA_LONG, 0) - CMSG_HEADER;
        return control.asSlice(CMSG_HEADER, bytes).toArray(ValueLayout.JAVA_INT);
    }

    /** There is no message now. */
    public static final class WouldBlock extends Exception {
        private static final long serialVersionUID = 1;
        private static final WouldBlock INSTANCE = new WouldBlock();

        private WouldBlock() {
            super("no message", null, false, false);
        }
    }
}
