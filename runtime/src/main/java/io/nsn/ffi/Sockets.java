package io.nsn.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Sockets and epoll(7). Structures are laid out by the callers at the offsets of Linux on LP64. */
public final class Sockets {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_SEQPACKET = 5;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_ERROR = 4;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_LINGER = 13;
    public static final int SO_REUSEPORT = 15;
    public static final int SO_PEERCRED = 17;
    public static final int SO_RCVTIMEO = 20;
    public static final int SO_SNDTIMEO = 21;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SCM_RIGHTS = 1;
    public static final int IPPROTO_IP = 0;
    public static final int IP_MTU = 14;
    public static final int IPPROTO_TCP = 6;
    public static final int TCP_NODELAY = 1;
    public static final int IPPROTO_UDP = 17;
    public static final int UDP_SEGMENT = 103;
    public static final int UDP_GRO = 104;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_CMSG_CLOEXEC = 0x40000000;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_CTRUNC = 8;
    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;
    public static final int EPOLLIN = 1;
    public static final int EPOLLOUT = 4;
    public static final int EPOLLERR = 8;
    public static final int EPOLLHUP = 0x10;
    public static final int EPOLLRDHUP = 0x2000;
    public static final int EPOLLET = 1 << 31;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;
    /** Bytes of a {@code struct epoll_event}, which is packed: u32 events, u64 data. */
    public static final int EPOLL_EVENT_SIZE = 12;
    /** Bytes of a {@code struct msghdr}. */
    public static final int MSGHDR_SIZE = 56;
    /** Bytes of a {@code struct mmsghdr}: a msghdr, u32 msg_len, padding. */
    public static final int MMSGHDR_SIZE = 64;
    /** Bytes of a {@code struct sockaddr_in}. */
    public static final int SOCKADDR_IN_SIZE = 16;

    private static final MethodHandle SOCKET =
            Native.withErrno("socket", Native.INT, Native.INT, Native.INT, Native.INT);
    private static final MethodHandle BIND =
            Native.withErrno("bind", Native.INT, Native.INT, Native.LONG, Native.INT);
    private static final MethodHandle CONNECT =
            Native.withErrno("connect", Native.INT, Native.INT, Native.LONG, Native.INT);
    private static final MethodHandle LISTEN = Native.withErrno("listen", Native.INT, Native.INT, Native.INT);
    private static final MethodHandle ACCEPT4 =
            Native.withErrno("accept4", Native.INT, Native.INT, Native.LONG, Native.LONG, Native.INT);
    private static final MethodHandle SETSOCKOPT =
            Native.withErrno("setsockopt", Native.INT, Native.INT, Native.INT, Native.INT, Native.LONG, Native.INT);
    private static final MethodHandle GETSOCKOPT =
            Native.withErrno("getsockopt", Native.INT, Native.INT, Native.INT, Native.INT, Native.LONG, Native.LONG);
    private static final MethodHandle GETSOCKNAME =
            Native.withErrno("getsockname", Native.INT, Native.INT, Native.LONG, Native.LONG);
    private static final MethodHandle SHUTDOWN = Native.withErrno("shutdown", Native.INT, Native.INT, Native.INT);
    private static final MethodHandle SEND =
            Native.withErrno("send", Native.LONG, Native.INT, Native.LONG, Native.LONG, Native.INT);
    private static final MethodHandle RECV =
            Native.withErrno("recv", Native.LONG, Native.INT, Native.LONG, Native.LONG, Native.INT);
    private static final MethodHandle SENDMSG =
            Native.withErrno("sendmsg", Native.LONG, Native.INT, Native.LONG, Native.INT);
    private static final MethodHandle RECVMSG =
            Native.withErrno("recvmsg", Native.LONG, Native.INT, Native.LONG, Native.INT);
    private static final MethodHandle SENDMMSG =
            Native.withErrno("sendmmsg", Native.INT, Native.INT, Native.LONG, Native.INT, Native.INT);
    private static final MethodHandle RECVMMSG =
            Native.withErrno("recvmmsg", Native.INT, Native.INT, Native.LONG, Native.INT, Native.INT, Native.LONG);
    private static final MethodHandle EPOLL_CREATE = Native.withErrno("epoll_create1", Native.INT, Native.INT);
    private static final MethodHandle EPOLL_CTL =
            Native.withErrno("epoll_ctl", Native.INT, Native.INT, Native.INT, Native.INT, Native.LONG);
    private static final MethodHandle EPOLL_WAIT =
            Native.withErrno("epoll_wait", Native.INT, Native.INT, Native.LONG, Native.INT, Native.INT);
    private static final MethodHandle IOCTL =
            Native.variadicWithErrno(2, "ioctl", Native.INT, Native.INT, Native.LONG, Native.LONG);

    private Sockets() {}

    public static int socket(int family, int type, int protocol) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) SOCKET.invokeExact(state, family, type, protocol), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int bind(int fd, long address, int length) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) BIND.invokeExact(state, fd, address, length), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int connect(int fd, long address, int length) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) CONNECT.invokeExact(state, fd, address, length), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int listen(int fd, int backlog) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) LISTEN.invokeExact(state, fd, backlog), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param length address of a socklen_t, in and out; 0 where the peer's address is not wanted */
    public static int accept(int fd, long address, long length, int flags) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) ACCEPT4.invokeExact(state, fd, address, length, flags), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int setOption(int fd, int level, int name, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setOption(fd, level, name, arena.allocateFrom(Native.INT, value).address(), 4);
        }
    }

    public static int setOption(int fd, int level, int name, long address, int length) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) SETSOCKOPT.invokeExact(state, fd, level, name, address, length), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param length address of a socklen_t, in and out */
    public static int getOption(int fd, int level, int name, long address, long length) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) GETSOCKOPT.invokeExact(state, fd, level, name, address, length), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** The value of an option that is an int, or {@code -errno} (SO_ERROR's own value is not negative). */
    public static int getOption(int fd, int level, int name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(8, 8);
            value.set(Native.INT, 4, 4);
            int failed = getOption(fd, level, name, value.address(), value.address() + 4);
            return failed < 0 ? failed : value.get(Native.INT, 0);
        }
    }

    /** @param length address of a socklen_t, in and out */
    public static int localAddress(int fd, long address, long length) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) GETSOCKNAME.invokeExact(state, fd, address, length), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int shutdown(int fd, int how) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) SHUTDOWN.invokeExact(state, fd, how), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static long send(int fd, long address, long length, int flags) {
        try {
            MemorySegment state = Native.state();
            return Native.result((long) SEND.invokeExact(state, fd, address, length, flags), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static long receive(int fd, long address, long length, int flags) {
        try {
            MemorySegment state = Native.state();
            return Native.result((long) RECV.invokeExact(state, fd, address, length, flags), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param message address of a {@code struct msghdr} */
    public static long sendMessage(int fd, long message, int flags) {
        try {
            MemorySegment state = Native.state();
            return Native.result((long) SENDMSG.invokeExact(state, fd, message, flags), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param message address of a {@code struct msghdr} */
    public static long receiveMessage(int fd, long message, int flags) {
        try {
            MemorySegment state = Native.state();
            return Native.result((long) RECVMSG.invokeExact(state, fd, message, flags), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param messages address of {@code count} {@code struct mmsghdr} */
    public static int sendMessages(int fd, long messages, int count, int flags) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) SENDMMSG.invokeExact(state, fd, messages, count, flags), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param messages address of {@code count} {@code struct mmsghdr} */
    public static int receiveMessages(int fd, long messages, int count, int flags) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) RECVMMSG.invokeExact(state, fd, messages, count, flags, 0L), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int epollCreate() {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) EPOLL_CREATE.invokeExact(state, SOCK_CLOEXEC), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param event address of a {@code struct epoll_event}; 0 to delete */
    public static int epollControl(int epoll, int operation, int fd, long event) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param timeoutMs 0 polls, -1 waits for ever */
    public static int epollWait(int epoll, long events, int count, int timeoutMs) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) EPOLL_WAIT.invokeExact(state, epoll, events, count, timeoutMs), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int ioctl(int fd, long request, long argument) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) IOCTL.invokeExact(state, fd, request, argument), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }
}
