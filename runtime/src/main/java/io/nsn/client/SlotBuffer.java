package io.nsn.client;

import io.nsn.api.Buffer;
import io.nsn.api.NsnException;
import java.lang.foreign.MemorySegment;

/** A slot as an object, the same one each time the slot is lent. */
final class SlotBuffer implements Buffer {
    private final ClientSession session;
    private final int slot;
    private final MemorySegment whole;
    private int length;
    private boolean lent;

    SlotBuffer(ClientSession session, int slot) {
        this.session = session;
        this.slot = slot;
        whole = session.slotMemory(slot);
    }

    SlotBuffer lend(int bytes) {
        length = bytes;
        lent = true;
        return this;
    }

    @Override
    public MemorySegment data() {
        checkLent();
        return whole;
    }

    @Override
    public int length() {
        checkLent();
        return length;
    }

    @Override
    public Buffer length(int bytes) {
        checkLent();
        if (bytes <= 0 || bytes > whole.byteSize()) {
            throw new NsnException("a message of " + bytes + " bytes: must be 1 to " + whole.byteSize()
                    + " ([global] io_bufs_size in nsnd.cfg, less 4)");
        }
        length = bytes;
        return this;
    }

    @Override
    public void release() {
        if (lent) {
            lent = false;
            session.release(slot);
        }
    }

    int emit(int source) {
        checkLent();
        int token = session.emit(source, slot, length);
        if (token < 0) {
            throw new NsnException(switch (token) {
                case -1 -> "the source is closed";
                case ClientSession.CLOSED -> "the session is closed or the daemon is gone";
                default -> "the buffer is not yours to send";
            });
        }
        lent = false;
        return token;
    }

    private void checkLent() {
        if (!lent) {
            throw new IllegalStateException("this buffer was emitted or released: it is the runtime's again");
        }
    }
}
