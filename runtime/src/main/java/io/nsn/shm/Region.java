package io.nsn.shm;

import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One application's shared memory, mapped. The daemon creates it as an anonymous file of fixed size and hands the
 * descriptor over; it vanishes with its users. Any thread may access it. On the application's side the mapping stays while
 * anything refers to it, so that no late call of another thread touches memory that is gone; on the daemon's an access
 * after {@link #close} throws {@link IllegalStateException}.
 */
public final class Region implements AutoCloseable {
    private final RegionLayout layout;
    private final Arena arena;
    private final MemorySegment memory;
    private final long base;
    private final long firstSlot;
    private final long slotStride;
    private final int fd;

    private Region(RegionLayout layout, int fd, Arena arena) {
        this.layout = layout;
        this.fd = fd;
        this.arena = arena;
        firstSlot = layout.slot(0);
        slotStride = layout.slotStride();
        long size = layout.size();
        base = NativeException.check(Memory.mapShared(fd, size, false), "mmap", size + " bytes");
        memory = MemorySegment.ofAddress(base).reinterpret(size, arena,
                mapped -> Memory.unmap(mapped.address(), size));
    }

    /** Daemon: a new region, all zero but for its header. */
    public static Region create(RegionLayout layout) {
        int fd = (int) NativeException.check(
                Memory.memfdCreate("nsn-region", Memory.MFD_CLOEXEC | Memory.MFD_ALLOW_SEALING), "memfd_create", "");
        try {
            NativeException.check(Memory.ftruncate(fd, layout.size()), "ftruncate", layout.size() + " bytes");
            NativeException.check(Memory.sealSize(fd), "fcntl F_ADD_SEALS", "");
            Region region = new Region(layout, fd, Arena.ofShared());
            region.writeHeader();
            return region;
        } catch (RuntimeException e) {
            Memory.close(fd);
            throw e;
        }
    }

    /**
     * Application: maps the region of a descriptor, for as long as the result is reachable, and closes the descriptor.
     *
     * @throws IllegalStateException where its header does not say what {@code expected} says
     */
    public static Region attach(int fd, RegionLayout expected) {
        try {
            Region region = new Region(expected, fd, Arena.ofAuto());
            region.checkHeader();
            return region;
        } finally {
            Memory.close(fd);
        }
    }

    public RegionLayout layout() {
        return layout;
    }

    /** The whole region, bounds-checked. */
    public MemorySegment memory() {
        return memory;
    }

    /** Daemon: the descriptor to hand over. */
    public int fd() {
        return fd;
    }

    /** Offset of a slot's first byte: what the layout says, but at hand. */
    public long slotOffset(int slot) {
        return firstSlot + slot * slotStride;
    }

    /** Absolute address of a slot's first byte. */
    public long slotAddress(int slot) {
        return base + slotOffset(slot);
    }

    /** Daemon: unmaps. */
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
