package io.nsn.perf.tcp;

import io.nsn.stack.tcp.CloseReason;
import io.nsn.stack.tcp.TcpUser;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A program's end of a bulk transfer: writes its buffer again and again, copies what it reads into it. */
final class Bulk implements TcpUser {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final int size;
    private final MemorySegment buffer;
    private long written;
    private long acknowledged;
    private long received;
    private boolean connected;
    private boolean ended;

    /** @param size octets written at a time, a power of two */
    Bulk(int size) {
        this.size = size;
        buffer = Arena.ofAuto().allocate(2L * size, 64);
        for (long i = 0; i < buffer.byteSize(); i++) {
            buffer.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31));
        }
    }

    boolean connected() {
        return connected;
    }

    /** Whether the peer has closed, or the connection is gone. */
    boolean ended() {
        return ended;
    }

    long received() {
        return received;
    }

    /** One write, where no more than {@code most} octets wait for their ACK. @return whether there was one */
    boolean write(long most) {
        boolean room = written - acknowledged + size <= most;
        written += room ? size : 0;
        return room;
    }

    @Override
    public long sendable() {
        return written;
    }

    @Override
    public int gather(long offset, int length, long to) {
        MemorySegment.copy(buffer, offset & size - 1, MEMORY, to, length);
        return length;
    }

    @Override
    public long tail() {
        return 0;
    }

    @Override
    public void acknowledged(long offset) {
        acknowledged = offset;
    }

    @Override
    public int receive(long address, int length) {
        MemorySegment.copy(MEMORY, address, buffer, received & size - 1, length);
        received += length;
        return length;
    }

    @Override
    public void connected(long nowNs) {
        connected = true;
    }

    @Override
    public void peerClosed() {
        ended = true;
    }

    @Override
    public void closed(CloseReason reason, long nowNs) {
        ended = true;
    }
}
