package io.nsn.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Anonymous shared memory, its mappings, and file descriptors in general. */
public final class Memory {
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int MFD_CLOEXEC = 1;
    public static final int MFD_ALLOW_SEALING = 2;
    public static final int MFD_HUGETLB = 4;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MAP_POPULATE = 0x8000;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_SEAL_SEAL_SHRINK_GROW = 1 | 2 | 4;

    private static final MethodHandle MEMFD_CREATE =
            Native.withErrno("memfd_create", Native.INT, Native.POINTER, Native.INT);
    private static final MethodHandle FTRUNCATE = Native.withErrno("ftruncate", Native.INT, Native.INT, Native.LONG);
    private static final MethodHandle MMAP = Native.withErrno("mmap", Native.LONG,
            Native.LONG, Native.LONG, Native.INT, Native.INT, Native.INT, Native.LONG);
    private static final MethodHandle MUNMAP = Native.withErrno("munmap", Native.INT, Native.LONG, Native.LONG);
    private static final MethodHandle CLOSE = Native.withErrno("close", Native.INT, Native.INT);
    private static final MethodHandle EVENTFD = Native.withErrno("eventfd", Native.INT, Native.INT, Native.INT);
    private static final MethodHandle FCNTL =
            Native.variadicWithErrno(2, "fcntl", Native.INT, Native.INT, Native.INT, Native.INT);
    private static final MethodHandle OPEN =
            Native.variadicWithErrno(2, "open", Native.INT, Native.POINTER, Native.INT, Native.INT);
    private static final MethodHandle READ =
            Native.withErrno("read", Native.LONG, Native.INT, Native.LONG, Native.LONG);
    private static final MethodHandle WRITE =
            Native.withErrno("write", Native.LONG, Native.INT, Native.LONG, Native.LONG);
    private static final MethodHandle WRITEV =
            Native.withErrno("writev", Native.LONG, Native.INT, Native.LONG, Native.INT);

    private Memory() {}

    /** Opens a file that exists; see open(2). */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Native.state();
            return (int) Native.result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, 0), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** A new anonymous file; see memfd_create(2). */
    public static int memfdCreate(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Native.state();
            return (int) Native.result((int) MEMFD_CREATE.invokeExact(state, arena.allocateFrom(name), flags), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int ftruncate(int fd, long size) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) FTRUNCATE.invokeExact(state, fd, size), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** Forbids any later change of a memfd's size, so that no mapping of it can be made to fault. */
    public static int sealSize(int fd) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result(
                    (int) FCNTL.invokeExact(state, fd, F_ADD_SEALS, F_SEAL_SEAL_SHRINK_GROW), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /**
     * Maps {@code size} bytes of a file, shared, readable and writable.
     *
     * @param populate whether all pages are to be present on return
     * @return the address, or {@code -errno}
     */
    public static long mapShared(int fd, long size, boolean populate) {
        try {
            MemorySegment state = Native.state();
            int flags = populate ? MAP_SHARED | MAP_POPULATE : MAP_SHARED;
            return Native.result((long) MMAP.invokeExact(state, 0L, size, PROT_READ_WRITE, flags, fd, 0L), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** Private zeroed memory, of which only pages that are touched cost anything; unmapped with the arena. */
    public static long allocateUntouched(Arena arena, long size) {
        try {
            MemorySegment state = Native.state();
            long address = NativeException.check(Native.result((long) MMAP.invokeExact(state, 0L, size,
                    PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L), state), "mmap", size + " bytes");
            return MemorySegment.ofAddress(address).reinterpret(size, arena,
                    mapped -> unmap(mapped.address(), size)).address();
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int unmap(long address, long size) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) MUNMAP.invokeExact(state, address, size), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static int close(int fd) {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) CLOSE.invokeExact(state, fd), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** A non-blocking event counter, initially 0. */
    public static int eventfd() {
        try {
            MemorySegment state = Native.state();
            return (int) Native.result((int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC_NONBLOCK), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static long read(int fd, long address, long length) {
        try {
            MemorySegment state = Native.state();
            return Native.result((long) READ.invokeExact(state, fd, address, length), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    public static long write(int fd, long address, long length) {
        try {
            MemorySegment state = Native.state();
            return Native.result((long) WRITE.invokeExact(state, fd, address, length), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /** @param vectors address of {@code count} {@code struct iovec} */
    public static long writeVectors(int fd, long vectors, int count) {
        try {
            MemorySegment state = Native.state();
            return Native.result((long) WRITEV.invokeExact(state, fd, vectors, count), state);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }
}
