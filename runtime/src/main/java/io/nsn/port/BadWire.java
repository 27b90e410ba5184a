package io.nsn.port;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.nsn.ffi.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;

/** One direction of a {@link FaultyPort}: the frames that are on their way. What is random comes of the seed alone. */
final class BadWire {
    private static final long HELD_BACK_NS = 1_000_000;
    private static final int MOST = 1024;

    private static final class Frame implements Comparable<Frame> {
        private final MemorySegment bytes;
        private int length;
        private long due;
        private long number;

        private Frame(int room) {
            bytes = Arena.ofAuto().allocate(room, 8);
        }

        @Override
        public int compareTo(Frame other) {
            return due != other.due ? Long.compare(due, other.due) : Long.compare(number, other.number);
        }
    }

    /** Takes a frame; false where it cannot now. */
    @FunctionalInterface
    interface Receiver {
        boolean take(long address, int length);
    }

    private final Faults faults;
    private final SplittableRandom random;
    private final int room;
    private final PriorityQueue<Frame> travelling = new PriorityQueue<>();
    private final Queue<Frame> unused = new ArrayDeque<>();
    private long number;
    private long injected;

    /** @param room bytes of the longest frame */
    BadWire(Faults faults, long seed, int room) {
        this.faults = faults;
        random = new SplittableRandom(seed);
        this.room = room;
    }

    boolean isFull() {
        return travelling.size() >= MOST;
    }

    /** How many frames something was done to. */
    long injected() {
        return injected;
    }

    /** A frame of two parts enters. */
    void put(long first, int firstLength, long second, int secondLength, long now) {
        if (happens(faults.loss())) {
            return;
        }
        boolean twice = happens(faults.duplication());
        for (int copy = 0; copy < (twice ? 2 : 1); copy++) {
            Frame frame = unused.isEmpty() ? new Frame(room) : unused.remove();
            frame.length = firstLength + secondLength;
            MemorySegment.copy(Native.MEMORY, first, frame.bytes, 0, firstLength);
            MemorySegment.copy(Native.MEMORY, second, frame.bytes, firstLength, secondLength);
            if (frame.length > 0 && happens(faults.corruption())) {
                int at = random.nextInt(frame.length);
                frame.bytes.set(JAVA_BYTE, at, (byte) (frame.bytes.get(JAVA_BYTE, at) ^ 1 << random.nextInt(Byte.SIZE)));
            }
            frame.due = now + faults.delayNs() + (happens(faults.reordering()) ? HELD_BACK_NS : 0);
            frame.number = number++;
            travelling.add(frame);
        }
    }

    /** Hands over what has arrived by now, at most {@code limit} frames, until one is not taken. @return how many */
    int take(Receiver receiver, int limit, long now) {
        int taken = 0;
        for (Frame frame = travelling.peek(); taken < limit && frame != null && frame.due <= now; frame = travelling.peek()) {
            if (!receiver.take(frame.bytes.address(), frame.length)) {
                break;
            }
            unused.add(travelling.remove());
            taken++;
        }
        return taken;
    }

    private boolean happens(double probability) {
        boolean happens = probability > 0 && random.nextDouble() < probability;
        injected += happens ? 1 : 0;
        return happens;
    }
}
