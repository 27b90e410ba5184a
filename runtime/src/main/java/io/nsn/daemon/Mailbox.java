package io.nsn.daemon;

import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Work handed to a thread that may be asleep in epoll: a queue and the event descriptor that wakes it. */
final class Mailbox implements AutoCloseable {
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1L);
    private final MemorySegment counter = arena.allocate(ValueLayout.JAVA_LONG);
    private final int fd = (int) NativeException.check(Memory.eventfd(), "eventfd", "");

    /** The descriptor that becomes readable; applications ring it, too, as their doorbell. */
    int fd() {
        return fd;
    }

    void post(Runnable command) {
        queue.add(command);
        Memory.write(fd, one.address(), 8);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Owner: runs at most {@code limit} commands. */
    int drain(int limit) {
        int done = 0;
        Runnable command;
        while (done < limit && (command = queue.poll()) != null) {
            command.run();
            done++;
        }
        return done;
    }

    /** Owner: the descriptor is readable no more until the next post or ring. */
    void silence() {
        Memory.read(fd, counter.address(), 8);
    }

    @Override
    public void close() {
        Memory.close(fd);
        arena.close();
    }
}
