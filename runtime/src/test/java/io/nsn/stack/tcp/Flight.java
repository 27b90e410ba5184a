package io.nsn.stack.tcp;

import java.util.Arrays;

/** What is on its way, the earliest arrival first, and of those with the same one the first sent: a heap that makes no objects. */
final class Flight {
    private static final int LENGTH_BITS = 16;

    private long[] arrivals = new long[64];
    private long[] orders = new long[64];
    private long[] addresses = new long[64];
    private long[] labels = new long[64];
    private int size;
    private long order;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** When the first one arrives. */
    long nextArrival() {
        return arrivals[0];
    }

    int to() {
        return (int) (labels[0] >> LENGTH_BITS);
    }

    int length() {
        return (int) labels[0] & (1 << LENGTH_BITS) - 1;
    }

    void add(long arrival, int to, long address, int length) {
        if (size == arrivals.length) {
            arrivals = Arrays.copyOf(arrivals, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            addresses = Arrays.copyOf(addresses, 2 * size);
            labels = Arrays.copyOf(labels, 2 * size);
        }
        int at = size++;
        long own = order++;
        while (at > 0 && arrivals[at - 1 >>> 1] > arrival) { // never equal and younger: orders only grow
            move(at - 1 >>> 1, at);
            at = at - 1 >>> 1;
        }
        put(at, arrival, own, address, (long) to << LENGTH_BITS | length);
    }

    /** Takes the first one out. @return where it lies */
    long poll() {
        long address = addresses[0];
        int last = --size;
        long arrival = arrivals[last];
        long own = orders[last];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(child + 1, arrivals[child], orders[child])) {
                child++;
            }
            if (!isBefore(child, arrival, own)) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, arrival, own, addresses[last], labels[last]);
        return address;
    }

    private boolean isBefore(int at, long arrival, long own) {
        return arrivals[at] != arrival ? arrivals[at] < arrival : orders[at] < own;
    }

    private void move(int from, int to) {
        put(to, arrivals[from], orders[from], addresses[from], labels[from]);
    }

    private void put(int at, long arrival, long own, long address, long label) {
        arrivals[at] = arrival;
        orders[at] = own;
        addresses[at] = address;
        labels[at] = label;
    }
}
