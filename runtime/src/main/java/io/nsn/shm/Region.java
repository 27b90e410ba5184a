package io.nsn.shm;

import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One application's shared memory, mapped. The daemon creates it as an anonymous file of fixed size and hands the
 * descriptor over; it vanishes with its users. Any thread may access it; after {@link #close} an access throws
 * {@link IllegalStateException} instead of touching memory that is gone.
 */
public final class Region implements AutoCloseable {
    private final RegionLayout layout;
    private final Arena arena;
    private final MemorySegment memory;
    private final int fd;

    private Region(RegionLayout layout, int fd) {
        this.layout = layout;
        this.fd = fd;
        long size = layout.size();
        long address = NativeException.check(Memory.mapShared(fd, size, false), "mmap", size + " bytes");
        arena = Arena.ofShared();
        memory = MemorySegment.ofAddress(address).reinterpret(size, arena,
                mapped -> Memory.unmap(mapped.address(), size));
    }

    /** Daemon: a new region, all zero but for its header. */
    public static Region create(RegionLayout layout) {
        int fd = (int) NativeException.check(
                Memory.memfdCreate("nsn-region", Memory.MFD_CLOEXEC | Memory.MFD_ALLOW_SEALING), "memfd_create", "");
        try {
            NativeException.check(Memory.ftruncate(fd, layout.size()), "ftruncate", layout.size() + " bytes");
            NativeException.check(Memory.sealSize(fd), "fcntl F_ADD_SEALS", "");
            Region region = new Region(layout, fd);
            region.writeHeader();
            return region;
        } catch (RuntimeException e) {
            Memory.close(fd);
            throw e;
        }
    }

    /**
     * Application: maps the region of a descriptor; takes the descriptor over.
     *
     * @throws IllegalStateException where its header does not say what {@code expected} says
     */
    public static Region attach(int fd, RegionLayout expected) {
        Region region = new Region(expected, fd);
        try {
            region.checkHeader();
            return region;
        } catch (RuntimeException e) {
            region.close();
            throw e;
        }
    }

    public RegionLayout layout() {
        return layout;
    }

    /** The whole region, bounds-checked. */
    public MemorySegment memory() {
        return memory;
    }

    public int fd() {
        return fd;
    }

    /** Absolute address of a slot's first byte. */
    public long slotAddress(int slot) {
        return memory.address() + layout.slot(slot);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
            Memory.close(fd);
        }
    }

    private void writeHeader() {
        memory.set(ValueLayout.JAVA_INT, RegionLayout.VERSION_AT, RegionLayout.VERSION);
        memory.set(ValueLayout.JAVA_INT, RegionLayout.SEND_SLOTS_AT, layout.sendSlots());
        memory.set(ValueLayout.JAVA_INT, RegionLayout.RECEIVE_SLOTS_AT, layout.receiveSlots());
        memory.set(ValueLayout.JAVA_INT, RegionLayout.SLOT_SIZE_AT, layout.slotSize());
        memory.set(ValueLayout.JAVA_INT, RegionLayout.MAX_SINKS_AT, layout.maxSinks());
        memory.set(ValueLayout.JAVA_LONG, RegionLayout.MAGIC_AT, RegionLayout.MAGIC);
    }

    private void checkHeader() {
        RegionLayout found = new RegionLayout(
                memory.get(ValueLayout.JAVA_INT, RegionLayout.SEND_SLOTS_AT),
                memory.get(ValueLayout.JAVA_INT, RegionLayout.RECEIVE_SLOTS_AT),
                memory.get(ValueLayout.JAVA_INT, RegionLayout.SLOT_SIZE_AT),
                memory.get(ValueLayout.JAVA_INT, RegionLayout.MAX_SINKS_AT));
        int version = memory.get(ValueLayout.JAVA_INT, RegionLayout.VERSION_AT);
        if (memory.get(ValueLayout.JAVA_LONG, RegionLayout.MAGIC_AT) != RegionLayout.MAGIC
                || version != RegionLayout.VERSION || !found.equals(layout)) {
            throw new IllegalStateException("the daemon's region has version " + version + " and " + found
                    + ", expected version " + RegionLayout.VERSION + " and " + layout);
        }
    }
}
