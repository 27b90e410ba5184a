package io.nsn.client.abi;

import io.nsn.client.ClientSession;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A session with the structures of its buffers and the threads of its callbacks. Any thread may call. */
final class Connection {
    /** The daemon went while the session was in use; beside the negative results of {@link ClientSession}. */
    static final int DAEMON_GONE = -4;
    /** No slot is as large as asked for: waiting is of no use. */
    static final int NEVER = -5;
    static final int BLOCKING = 1;
    private static final int BAD_BUFFER = -2;
    private static final int UNKNOWN_SINK = -1;
    /** How long a wait in Java lasts at most before it looks again. */
    private static final long WAIT_NS = 1_000_000_000;

    private final ClientSession session;
    private final BufferStructs structs;
    private final Map<Integer, CallbackSink> callbacks = new ConcurrentHashMap<>();
    /** 1 for slots lent to a callback and not yet emitted or released by it. */
    private final AtomicIntegerArray claimed;
    private volatile boolean closing;

    Connection(ClientSession session, BufferStructs structs) {
        this.session = session;
        this.structs = structs;
        this.claimed = new AtomicIntegerArray(session.slotCount());
    }

    ClientSession session() {
        return session;
    }

    BufferStructs structs() {
        return structs;
    }

    /** Ends all callbacks, then the session. */
    void close() {
        closing = true;
        closing(callbacks.values(), () -> {
            session.close();
            return null;
        });
    }

    int createSink(int stream, int channel, LongConsumer callback) {
        int sink = session.createSink(stream, channel);
        if (callback != null) {
            CallbackSink receiver = new CallbackSink(this, stream, sink, callback);
            callbacks.put(sink, receiver);
            receiver.start();
        }
        return sink;
    }

    boolean destroySink(int sink) {
        CallbackSink callback = callbacks.get(sink);
        return closing(callback == null ? List.of() : List.of(callback), () -> session.destroySink(sink));
    }

    boolean destroyStream(int stream) {
        return closing(callbacks.values().stream().filter(callback -> callback.isOf(stream)).toList(),
                () -> session.destroyStream(stream));
    }

    /** Called by a callback's thread as it ends. */
    void forget(int sink, CallbackSink ended) {
        callbacks.remove(sink, ended);
    }

    /** Closes something of the session; when this returns, none of its callbacks runs any more. */
    private static <T> T closing(Collection<CallbackSink> ending, Supplier<T> close) {
        ending.forEach(CallbackSink::stop);
        T result = close.get();
        ending.forEach(CallbackSink::join);
        return result;
    }

    /** The address of a structure, the empty one where there is no buffer. */
    long getBuffer(long size, int flags) {
        int slot = tryGetBuffer(size);
        while (slot == ClientSession.NONE && (flags & BLOCKING) != 0 && goesOn(awaitBuffer(WAIT_NS))) {
            slot = tryGetBuffer(size);
        }
        return slot < 0 ? structs.none() : structs.lend(slot, session.slotAddress(slot), session.slotCapacity());
    }

    /** As {@link #tryConsume}, but answers the slot only, its structure filled in. */
    long lendMessage(int sink) {
        long message = tryConsume(sink);
        if (message < 0) {
            return message;
        }
        lend((int) (message >>> 32), (int) message);
        return message >>> 32;
    }

    /** A slot with its structure filled in, or negative. */
    int lendBuffer(long size) {
        int slot = tryGetBuffer(size);
        if (slot >= 0) {
            structs.lend(slot, session.slotAddress(slot), session.slotCapacity());
        }
        return slot;
    }

    private int tryGetBuffer(long size) {
        return size > 0 && size <= session.slotCapacity() ? orGone(session.tryGetSlot()) : NEVER;
    }

    int awaitBuffer(long timeoutNs) {
        return orGone(session.awaitSlot(timeoutNs));
    }

    /** The address of a structure, the empty one where there is no message. */
    long consume(int sink, int flags) {
        long message = tryConsume(sink);
        while (message == ClientSession.NONE && (flags & BLOCKING) != 0 && goesOn(awaitData(sink, WAIT_NS))) {
            message = tryConsume(sink);
        }
        return message < 0 ? structs.none() : lend((int) (message >>> 32), (int) message);
    }

    int dataAvailable(int sink, int flags) {
        boolean there = session.dataAvailable(sink);
        while (!there && (flags & BLOCKING) != 0 && goesOn(awaitData(sink, WAIT_NS))) {
            there = session.dataAvailable(sink);
        }
        if (there) {
            return 1;
        }
        return session.isSink(sink) ? 0 : UNKNOWN_SINK;
    }

    /** As {@link ClientSession#tryConsume}. */
    long tryConsume(int sink) {
        long message = session.tryConsume(sink);
        return message >= 0 ? message : orGone((int) message);
    }

    int awaitData(int sink, long timeoutNs) {
        return orGone(session.awaitData(sink, timeoutNs));
    }

    /** Fills in the structure of a consumed slot and answers its address. */
    long lend(int slot, int length) {
        return structs.lend(slot, session.slotAddress(slot), length);
    }

    int emit(int source, long buffer) {
        int slot = structs.slot(buffer);
        int length = slot < 0 ? BAD_BUFFER : structs.length(slot);
        if (length < 0) {
            return BAD_BUFFER;
        }
        // Given up before it is sent: once sent, it may come back to another thread at any time.
        boolean wasClaimed = unclaim(slot);
        int token = session.emit(source, slot, length);
        if (wasClaimed && token < 0) {
            claim(slot);
        }
        return token;
    }

    int release(long buffer) {
        int slot = structs.slot(buffer);
        if (slot < 0) {
            return 0;
        }
        unclaim(slot);
        return session.release(slot);
    }

    /** Notes that the slot is to be released when its callback returns. */
    void claim(int slot) {
        claimed.set(slot, 1);
    }

    void releaseClaimed(int slot) {
        if (unclaim(slot)) {
            session.release(slot);
        }
    }

    private boolean unclaim(int slot) {
        return claimed.get(slot) != 0 && claimed.compareAndSet(slot, 1, 0);
    }

    private static boolean goesOn(int waited) {
        return waited == 0 || waited == ClientSession.NONE;
    }

    private int orGone(int result) {
        return result == ClientSession.CLOSED && !closing && !session.isOpen() ? DAEMON_GONE : result;
    }
}
