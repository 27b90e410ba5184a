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

    private static final MethodHandle MEMFD_CREATE = Native.function("memfd_create");
    private static final MethodHandle FTRUNCATE = Native.function("ftruncate");
    private static final MethodHandle MMAP = Native.function("mmap");
    private static final MethodHandle MUNMAP = Native.function("munmap");
    private static final MethodHandle CLOSE = Native.function("close");
    private static final MethodHandle EVENTFD = Native.function("eventfd");
    private static final MethodHandle FCNTL = Native.function("fcntl");
    private static final MethodHandle OPEN = Native.function("open");
    private static final Attempt READ = Attempt.of("read");
    private static final Attempt WRITE = Attempt.of("write");
    private static final Attempt WRITEV = Attempt.of("writev");

    private Memory() {}

    /** Opens a file that exists; see open(2). */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return Native.callInt(OPEN, arena.allocateFrom(path).address(), flags, 0, 0, 0, 0);
        }
    }

    /** A new anonymous file; see memfd_create(2). */
    public static int memfdCreate(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return Native.callInt(MEMFD_CREATE, arena.allocateFrom(name).address(), flags, 0, 0, 0, 0);
        }
    }

    public static int ftruncate(int fd, long size) {
        return Native.callInt(FTRUNCATE, fd, size, 0, 0, 0, 0);
    }

    /** Forbids any later change of a memfd's size, so that no mapping of it can be made to fault. */
    public static int sealSize(int fd) {
        return Native.callInt(FCNTL, fd, F_ADD_SEALS, F_SEAL_SEAL_SHRINK_GROW, 0, 0, 0);
    }

    /**
     * Maps {@code size} bytes of a file, shared, readable and writable.
     *
     * @param populate whether all pages are to be present on return
     * @return the address, or {@code -errno}
     */
    public static long mapShared(int fd, long size, boolean populate) {
        int flags = populate ? MAP_SHARED | MAP_POPULATE : MAP_SHARED;
        return Native.call(MMAP, 0, size, PROT_READ_WRITE, flags, fd, 0);
    }

    /** Private zeroed memory, of which only pages that are touched cost anything; unmapped with the arena. */
    public static long allocateUntouched(Arena arena, long size) {
        long address = NativeException.check(
                Native.call(MMAP, 0, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0), "mmap", size + " bytes");
        return MemorySegment.ofAddress(address).reinterpret(size, arena,
                mapped -> unmap(mapped.address(), size)).address();
    }

    public static int unmap(long address, long size) {
        return Native.callInt(MUNMAP, address, size, 0, 0, 0, 0);
    }

    public static int close(int fd) {
        return Native.callInt(CLOSE, fd, 0, 0, 0, 0, 0);
    }

    /** A non-blocking event counter, initially 0. */
    public static int eventfd() {
        return Native.callInt(EVENTFD, 0, EFD_CLOEXEC_NONBLOCK, 0, 0, 0, 0);
    }

    /** Of a descriptor that does not block. */
    public static long read(int fd, long address, long length) {
        return READ.call(fd, address, length, 0, 0, 0);
    }

    /** To a descriptor that does not block. */
    public static long write(int fd, long address, long length) {
        return WRITE.call(fd, address, length, 0, 0, 0);
    }

    /** To a descriptor that does not block. @param vectors address of {@code count} {@code struct iovec} */
    public static long writeVectors(int fd, long vectors, int count) {
        return WRITEV.call(fd, vectors, count, 0, 0, 0);
    }
}
