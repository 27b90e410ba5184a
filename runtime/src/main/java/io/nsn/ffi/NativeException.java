package io.nsn.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A system call that failed: {@code bind 10.0.0.1:4444: EADDRINUSE (Address already in use)}. */
public final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EINVAL = 22;
    public static final int EMSGSIZE = 90;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETUNREACH = 101;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;
    public static final int EINPROGRESS = 115;

    private static final MethodHandle STRERRORNAME = Native.function("strerrorname_np");
    private static final MethodHandle STRERRORDESC = Native.function("strerrordesc_np");

    private final int errno;

    /** @param errno the positive error number */
    public NativeException(String call, String subject, int errno) {
        super((subject.isEmpty() ? call : call + " " + subject) + ": " + name(errno) + " (" + describe(errno) + ")");
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /** {@code result}, or this exception where it is {@code -errno}. */
    public static long check(long result, String call, String subject) {
        if (result < 0) {
            throw new NativeException(call, subject, (int) -result);
        }
        return result;
    }

    /** The symbolic name of an error number, such as {@code EADDRINUSE}. */
    public static String name(int errno) {
        return text(STRERRORNAME, errno);
    }

    /** The sentence of the C library for an error number. */
    public static String describe(int errno) {
        return text(STRERRORDESC, errno);
    }

    private static String text(MethodHandle function, int errno) {
        long found = Native.call(function, errno, 0, 0, 0, 0, 0);
        return found == 0 ? "errno " + errno
                : MemorySegment.ofAddress(found).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
