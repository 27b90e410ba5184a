package io.nsn.daemon;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** Things by small numbers; the lowest free number is given first. One thread. */
final class HandleTable<T> {
    private final List<T> things = new ArrayList<>();
    private final BitSet used = new BitSet();
    private final int limit;

    HandleTable(int limit) {
        this.limit = limit;
    }

    /** The number that {@link #put} must use next, or -1 where all are taken. */
    int nextFree() {
        int free = used.nextClearBit(0);
        return free < limit ? free : -1;
    }

    void put(int handle, T thing) {
        while (things.size() <= handle) {
            things.add(null);
        }
        things.set(handle, thing);
        used.set(handle);
    }

    /** The thing of a number, or null. */
    T get(int handle) {
        return handle >= 0 && handle < things.size() ? things.get(handle) : null;
    }

    T remove(int handle) {
        T thing = get(handle);
        if (thing != null) {
            things.set(handle, null);
            used.clear(handle);
        }
        return thing;
    }

    int size() {
        return used.cardinality();
    }

    /** All things there are, in the order of their numbers. */
    List<T> all() {
        return things.stream().filter(Objects::nonNull).toList();
    }
}
