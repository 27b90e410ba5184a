package io.nsn.client;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Things by the daemon's handles: read without a lock, replaced as a whole when one is added or removed. */
final class Handles<T> {
    private volatile Object[] things = {};

    @SuppressWarnings("unchecked")
    T get(int handle) {
        Object[] all = things;
        return handle >= 0 && handle < all.length ? (T) all[handle] : null;
    }

    synchronized void put(int handle, T thing) {
        Object[] all = things;
        if (handle < all.length) {
            all[handle] = thing;
            things = all; // publishes the element
        } else {
            Object[] grown = Arrays.copyOf(all, Math.max(8, Integer.highestOneBit(handle) << 1));
            grown[handle] = thing;
            things = grown;
        }
    }

    synchronized T remove(int handle) {
        T thing = get(handle);
        if (thing != null) {
            put(handle, null);
        }
        return thing;
    }

    /** Removes all that match; calls nobody. */
    @SuppressWarnings("unchecked")
    synchronized void removeIf(Predicate<T> condition) {
        Object[] all = things;
        for (int handle = 0; handle < all.length; handle++) {
            if (all[handle] != null && condition.test((T) all[handle])) {
                all[handle] = null;
            }
        }
        things = all;
    }

    @SuppressWarnings("unchecked")
    void forEachHandle(BiConsumer<Integer, T> action) {
        Object[] all = things;
        for (int handle = 0; handle < all.length; handle++) {
            if (all[handle] != null) {
                action.accept(handle, (T) all[handle]);
            }
        }
    }

    @SuppressWarnings("unchecked")
    void forEach(Consumer<T> action) {
        for (Object thing : things) {
            if (thing != null) {
                action.accept((T) thing);
            }
        }
    }
}
