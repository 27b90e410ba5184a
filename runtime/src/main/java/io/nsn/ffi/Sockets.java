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
    public static final int SO_RXQ_OVFL = 40;
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

    private static final MethodHandle SOCKET = Native.function("socket");
    private static final MethodHandle BIND = Native.function("bind");
    private static final MethodHandle CONNECT = Native.function("connect");
    private static final MethodHandle LISTEN = Native.function("listen");
    private static final MethodHandle ACCEPT4 = Native.function("accept4");
    private static final MethodHandle SETSOCKOPT = Native.function("setsockopt");
    private static final MethodHandle GETSOCKOPT = Native.function("getsockopt");
    private static final MethodHandle GETSOCKNAME = Native.function("getsockname");
    private static final MethodHandle SHUTDOWN = Native.function("shutdown");
    private static final Attempt RECV = Attempt.of("recv");
    private static final MethodHandle SENDMSG = Native.function("sendmsg");
    private static final Attempt TRY_SENDMSG = Attempt.of("sendmsg");
    private static final MethodHandle RECVMSG = Native.function("recvmsg");
    private static final Attempt TRY_RECVMSG = Attempt.of("recvmsg");
    private static final Attempt SENDMMSG = Attempt.of("sendmmsg");
    private static final Attempt RECVMMSG = Attempt.of("recvmmsg");
    private static final MethodHandle EPOLL_CREATE = Native.function("epoll_create1");
    private static final MethodHandle EPOLL_CTL = Native.function("epoll_ctl");
    private static final MethodHandle EPOLL_WAIT = Native.function("epoll_wait");
    private static final Attempt EPOLL_POLL = Attempt.of("epoll_wait");
    private static final MethodHandle IOCTL = Native.function("ioctl");

    private Sockets() {}

    public static int socket(int family, int type, int protocol) {
        return Native.callInt(SOCKET, family, type, protocol, 0, 0, 0);
    }

    public static int bind(int fd, long address, int length) {
        return Native.callInt(BIND, fd, address, length, 0, 0, 0);
    }

    public static int connect(int fd, long address, int length) {
        return Native.callInt(CONNECT, fd, address, length, 0, 0, 0);
    }

    public static int listen(int fd, int backlog) {
        return Native.callInt(LISTEN, fd, backlog, 0, 0, 0, 0);
    }

    /** @param length address of a socklen_t, in and out; 0 where the peer's address is not wanted */
    public static int accept(int fd, long address, long length, int flags) {
        return Native.callInt(ACCEPT4, fd, address, length, flags, 0, 0);
    }

    public static int setOption(int fd, int level, int name, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setOption(fd, level, name, arena.allocateFrom(Native.INT, value).address(), 4);
        }
    }

    public static int setOption(int fd, int level, int name, long address, int length) {
        return Native.callInt(SETSOCKOPT, fd, level, name, address, length, 0);
    }

    /** @param length address of a socklen_t, in and out */
    public static int getOption(int fd, int level, int name, long address, long length) {
        return Native.callInt(GETSOCKOPT, fd, level, name, address, length, 0);
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
        return Native.callInt(GETSOCKNAME, fd, address, length, 0, 0, 0);
    }

    public static int shutdown(int fd, int how) {
        return Native.callInt(SHUTDOWN, fd, how, 0, 0, 0, 0);
    }

    /** What is there; never waits. */
    public static long tryReceive(int fd, long address, long length) {
        return RECV.call(fd, address, length, MSG_DONTWAIT, 0, 0);
    }

    /** @param message address of a {@code struct msghdr} */
    public static long sendMessage(int fd, long message, int flags) {
        return Native.call(SENDMSG, fd, message, flags, 0, 0, 0);
    }

    /** @param message address of a {@code struct msghdr} */
    public static long receiveMessage(int fd, long message, int flags) {
        return Native.call(RECVMSG, fd, message, flags, 0, 0, 0);
    }

    /** Never waits. @param message address of a {@code struct msghdr} */
    public static long trySendMessage(int fd, long message) {
        return TRY_SENDMSG.call(fd, message, MSG_DONTWAIT | MSG_NOSIGNAL, 0, 0, 0);
    }

    /** Never waits. @param message address of a {@code struct msghdr} */
    public static long tryReceiveMessage(int fd, long message) {
        return TRY_RECVMSG.call(fd, message, MSG_DONTWAIT, 0, 0, 0);
    }

    /** Never waits. @param messages address of {@code count} {@code struct mmsghdr} */
    public static int trySendMessages(int fd, long messages, int count) {
        return SENDMMSG.callInt(fd, messages, count, MSG_DONTWAIT | MSG_NOSIGNAL, 0, 0);
    }

    /** Never waits. @param messages address of {@code count} {@code struct mmsghdr} */
    public static int tryReceiveMessages(int fd, long messages, int count) {
        return RECVMMSG.callInt(fd, messages, count, MSG_DONTWAIT, 0, 0);
    }

    public static int epollCreate() {
        return Native.callInt(EPOLL_CREATE, SOCK_CLOEXEC, 0, 0, 0, 0, 0);
    }

    /** @param event address of a {@code struct epoll_event}; 0 to delete */
    public static int epollControl(int epoll, int operation, int fd, long event) {
        return Native.callInt(EPOLL_CTL, epoll, operation, fd, event, 0, 0);
    }

    /** The events that are there now. */
    public static int epollPoll(int epoll, long events, int count) {
        return EPOLL_POLL.callInt(epoll, events, count, 0, 0, 0);
    }

    /** @param timeoutMs -1: as long as it takes */
    public static int epollWait(int epoll, long events, int count, int timeoutMs) {
        return Native.callInt(EPOLL_WAIT, epoll, events, count, timeoutMs, 0, 0);
    }

    public static int ioctl(int fd, long request, long argument) {
        return Native.callInt(IOCTL, fd, request, argument, 0, 0, 0);
    }
}
