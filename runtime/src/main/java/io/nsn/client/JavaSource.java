package io.nsn.client;

import io.nsn.api.Buffer;
import io.nsn.api.NsnException;
import io.nsn.api.Outcome;
import io.nsn.api.Source;
import java.util.concurrent.TimeUnit;

/** A source of a {@link JavaSession}. */
final class JavaSource implements Source {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final JavaSession session;
    private final int handle;
    private final int channel;

    JavaSource(JavaSession session, int handle, int channel) {
        this.session = session;
        this.handle = handle;
        this.channel = channel;
    }

    @Override
    public int channel() {
        return channel;
    }

    @Override
    public Buffer getBuffer(int size) {
        Buffer buffer;
        while ((buffer = tryGetBuffer(size)) == null) {
            int waited = session.core.awaitSlot(SLICE_NS);
            if (waited == ClientSession.CLOSED || Thread.interrupted()) {
                return null;
            }
        }
        return buffer;
    }

    @Override
    public Buffer tryGetBuffer(int size) {
        if (size <= 0 || size > session.core.slotCapacity()) {
            throw new NsnException("a buffer of " + size + " bytes: must be 1 to " + session.core.slotCapacity()
                    + " ([global] io_bufs_size in nsnd.cfg, less 4)");
        }
        int slot = session.core.tryGetSlot();
        return slot < 0 ? null : session.lend(slot, size);
    }

    @Override
    public int emit(Buffer buffer) {
        return ((SlotBuffer) buffer).emit(handle);
    }

    @Override
    public Outcome outcome(int token) {
        return session.core.outcome(handle, token);
    }

    @Override
    public void close() {
        if (session.core.isOpen()) {
            session.core.destroySource(handle);
        }
    }
}
