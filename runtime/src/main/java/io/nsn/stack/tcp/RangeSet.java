package io.nsn.stack.tcp;

/**
 * Disjoint ranges of octets, ascending, neighbours merged: what arrived ahead of order, or what the peer has said it holds.
 * Bounded: a range that would be one too many is not taken.
 */
final class RangeSet {
    private final long[] starts;
    private final long[] ends;
    private int size;

    RangeSet(int capacity) {
        starts = new long[capacity];
        ends = new long[capacity];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long start(int index) {
        return starts[index];
    }

    long end(int index) {
        return ends[index];
    }

    void clear() {
        size = 0;
    }

    /** The first range that ends after {@code position}, or {@link #size}. */
    int firstEndingAfter(long position) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Whether all of {@code [start, end)} is in it. */
    boolean covers(long start, long end) {
        int index = firstEndingAfter(start);
        return index < size && starts[index] <= start && ends[index] >= end;
    }

    /** Adds {@code [start, end)}. @return whether it is in the set now: false only for want of room */
    boolean add(long start, long end) {
        int first = firstEndingAfter(start - 1); // a neighbour that ends where this begins merges too
        int last = first;
        while (last < size && starts[last] <= end) {
            last++;
        }
        if (first == last) {
            return insert(first, start, end);
        }
        starts[first] = Math.min(starts[first], start);
        ends[first] = Math.max(ends[last - 1], end);
        remove(first + 1, last);
        return true;
    }

    /** Takes out everything below {@code edge}. */
    void removeBelow(long edge) {
        int keep = firstEndingAfter(edge);
        remove(0, keep);
        if (size > 0 && starts[0] < edge) {
            starts[0] = edge;
        }
    }

    private boolean insert(int index, long start, long end) {
        if (size == starts.length) {
            return false;
        }
        System.arraycopy(starts, index, starts, index + 1, size - index);
        System.arraycopy(ends, index, ends, index + 1, size - index);
        starts[index] = start;
        ends[index] = end;
        size++;
        return true;
    }

    private void remove(int from, int to) {
        if (from < to) {
            System.arraycopy(starts, to, starts, from, size - to);
            System.arraycopy(ends, to, ends, from, size - to);
            size -= to - from;
        }
    }
}
