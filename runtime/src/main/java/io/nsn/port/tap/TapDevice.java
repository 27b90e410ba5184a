package io.nsn.port.tap;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import io.nsn.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The interface as the kernel sees it: made, set up and asked by ioctl(2), see netdevice(7) and tun(4). */
final class TapDevice {
    private static final String TUN = "/dev/net/tun";
    private static final long TUNSETIFF = 0x400454caL;
    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final long SIOCSIFMTU = 0x8922;
    private static final int IFF_TAP_NO_PI_EXCLUSIVE = 0x9002;
    private static final short IFF_UP = 1;
    private static final int EBUSY = 16;
    /** {@code struct ifreq}: 16 bytes of name, then a union. */
    private static final int IFREQ_SIZE = 40;
    private static final int IFREQ_VALUE = 16;
    private static final int LONGEST_NAME = IFREQ_VALUE - 1;

    private final MemorySegment request;
    private final int control;

    private TapDevice(Arena arena, String name, int control) {
        request = arena.allocate(IFREQ_SIZE, 8);
        request.setString(0, name);
        this.control = control;
    }

    /** Gives {@code tun} the name, MTU and state of a new interface that is up. */
    static TapDevice create(Arena arena, int tun, int control, String name, int mtu) throws PortException {
        TapDevice device = new TapDevice(arena, name, control);
        device.set(tun, TUNSETIFF, "TUNSETIFF", IFF_TAP_NO_PI_EXCLUSIVE);
        device.set(control, SIOCSIFMTU, "SIOCSIFMTU", mtu);
        device.set(control, SIOCSIFFLAGS, "SIOCSIFFLAGS", IFF_UP);
        return device;
    }

    /** A descriptor that becomes an interface with {@link #create}. */
    static int open(String name) throws PortException {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new PortException("TAP device \"" + name + "\": its name must have 1 to " + LONGEST_NAME + " letters");
        }
        int fd = Memory.open(TUN, Memory.O_RDWR | Memory.O_NONBLOCK | Memory.O_CLOEXEC);
        if (fd < 0) {
            throw failed("open " + TUN, name, -fd, "; the kernel needs CONFIG_TUN (modprobe tun), and the daemon root");
        }
        return fd;
    }

    /** A socket whose network namespace is the interface's. */
    static int control(String name) throws PortException {
        int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw failed("socket", name, -fd, "");
        }
        return fd;
    }

    boolean isUp() {
        return Sockets.ioctl(control, SIOCGIFFLAGS, request.address()) >= 0
                && (request.get(JAVA_SHORT, IFREQ_VALUE) & IFF_UP) != 0;
    }

    private void set(int fd, long code, String call, int value) throws PortException {
        request.set(JAVA_INT, IFREQ_VALUE, value);
        int result = Sockets.ioctl(fd, code, request.address());
        if (result < 0) {
            throw failed(call, request.getString(0), -result, switch (-result) {
                case EBUSY -> "; an interface of this name exists: take another, or \"ip link delete\" it";
                case NativeException.EPERM -> "; run as root, or with CAP_NET_ADMIN";
                default -> "";
            });
        }
    }

    private static PortException failed(String call, String name, int errno, String cure) {
        return new PortException(new NativeException(call, name, errno).getMessage() + cure);
    }
}
