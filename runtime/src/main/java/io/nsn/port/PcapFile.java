package io.nsn.port;

import io.nsn.ffi.Native;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes the classic capture format with nanoseconds (draft-ietf-opsawg-pcap). A write that fails ends the capture. */
final class PcapFile {
    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int RECORD_HEADER = 16;
    private static final int LONGEST_FRAME = 1 << 16;
    private static final long SECOND_NS = 1_000_000_000L;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4 * LONGEST_FRAME).order(ByteOrder.nativeOrder());
    private final MemorySegment memory = MemorySegment.ofBuffer(buffer);
    private IOException failure;

    PcapFile(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        buffer.putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4).putLong(0).putInt(LONGEST_FRAME)
                .putInt(LINKTYPE_ETHERNET);
    }

    /** Adds a frame of two parts. */
    void add(long epochNs, long first, int firstLength, long second, int secondLength) {
        int length = firstLength + secondLength;
        if (buffer.remaining() < RECORD_HEADER + length) {
            write();
        }
        buffer.putInt((int) (epochNs / SECOND_NS)).putInt((int) (epochNs % SECOND_NS)).putInt(length).putInt(length);
        int at = buffer.position();
        MemorySegment.copy(Native.MEMORY, first, memory, at, firstLength);
        MemorySegment.copy(Native.MEMORY, second, memory, at + firstLength, secondLength);
        buffer.position(at + length);
    }

    /** Puts into the file what has been added. */
    void write() {
        if (buffer.position() > 0) {
            buffer.flip();
            try {
                while (failure == null && buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                failure = e;
            }
            buffer.clear();
        }
    }

    /** @throws IOException of the write that ended the capture, if one did */
    void close() throws IOException {
        write();
        channel.close();
        if (failure != null) {
            throw failure;
        }
    }
}
