package io.nsn.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** A port whose frames, in both directions, are also written to a file that tcpdump and Wireshark open. */
public final class PcapPort extends ForwardingPort {
    private final PcapFile file;
    private final LongSupplier clock;

    /** @param clock ns since 1970 */
    public PcapPort(PacketPort port, Path path, LongSupplier clock) throws IOException {
        super(port);
        this.clock = clock;
        file = new PcapFile(path);
    }

    @Override
    public int receive(FrameHandler handler, int limit) {
        int received = port.receive((address, length) -> {
            file.add(clock.getAsLong(), address, length, 0, 0);
            handler.onFrame(address, length);
        }, limit);
        if (received == 0) {
            file.write();
        }
        return received;
    }

    @Override
    public Sent send(long headers, int headersLength, long payload, int payloadLength) {
        Sent sent = port.send(headers, headersLength, payload, payloadLength);
        if (sent != Sent.FULL) {
            file.add(clock.getAsLong(), headers, headersLength, payload, payloadLength);
        }
        return sent;
    }

    /** @throws UncheckedIOException where the file lacks frames, as on a full disk */
    @Override
    public void close() {
        port.close();
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
