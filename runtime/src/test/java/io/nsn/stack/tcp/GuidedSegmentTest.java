package io.nsn.stack.tcp;

import static io.nsn.stack.tcp.SimPair.MS;
import static io.nsn.stack.tcp.SimPair.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Segments that Jazzer makes up of those that reached new code, to a connection in any state; here only the first ones, from
 * which it starts. {@code mvn -Pfuzz} runs it.
 */
class GuidedSegmentTest {
    private static final int ROOM = 256;
    private static final int STEP = 15;
    private static final int WITH_TIMESTAMP = 1;
    private static final int WITH_OFFSET = 2;
    private static final MemorySegment POOLS = SimPair.memoryOfPools(Arena.ofAuto());

    private final MemorySegment memory = Arena.ofAuto().allocate(ROOM, 8);
    private final long segment = memory.address();
    private final SegmentWriter writer = new SegmentWriter();

    /** @param input the state to begin in, then steps of {@link #STEP} bytes and more, as {@link #write} reads them */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "3m")
    void segmentsBreakNoStateLeaveNoMemoryAndAreReadToTheirEnds(byte[] input) {
        if (input.length > 0) {
            assertThat(play(input, 0)).isEqualTo(play(input, 0xff));
        }
    }

    /** @return what has become of the connection */
    private List<Object> play(byte[] input, int beyond) {
        try (SimPair pair = new SimPair(1, POOLS)) {
            TcpConnection connection = pair.connection(1);
            TcpHost host = pair.host(1);
            pair.bring(TcpState.values()[(input[0] & 0xff) % TcpState.values().length]);
            pair.offer(1, 5_000);
            ByteBuffer rest = ByteBuffer.wrap(input, 1, input.length - 1);
            while (rest.remaining() >= STEP) {
                int length = write(rest, connection);
                memory.asSlice(length).fill((byte) beyond);
                host.onSegment(2, 1, segment, length, pair.wire.now);
                pair.wire.now += (rest.get() & 0xff) * MS;
                host.poll(pair.wire.now);
                pair.wire.clear();
            }
            List<Object> end = new ArrayList<>(List.of(connection.state(), connection.sender.una(), connection.sender.nxt(),
                    connection.receiver.next(), pair.users[1].received));
            for (TcpEvent event : TcpEvent.values()) {
                end.add(host.counts().of(event));
            }
            connection.abort(pair.wire.now);
            assertThat(pair.pools[1].available()).isEqualTo(SimPair.capacity());
            return end;
        }
    }

    /**
     * Reads flags, what else there is, numbers counted from the right ones, window, octets of payload, and options.
     *
     * @return the length
     */
    private int write(ByteBuffer rest, TcpConnection connection) {
        memory.fill((byte) TcpHeader.OPTION_NOP);
        int flags = rest.get();
        int with = rest.get();
        int sequence = connection.receiver.acknowledgment() + rest.getInt();
        int acknowledgment = Seq.wire(connection.emitter.initial(), connection.sender.nxt()) + rest.getInt();
        writer.start(segment, PORT, PORT, sequence, acknowledgment, flags, rest.getShort());
        int payload = rest.get() & 0x7f;
        int options = rest.get() & 0xff;
        if ((with & WITH_TIMESTAMP) != 0) {
            writer.timestamps(connection.receiver.timestampRecent(), 0);
        }
        int length = writer.finish();
        for (int i = Math.min(options, Math.min(rest.remaining() - 1, TcpHeader.MAX_LENGTH - length)); i > 0; i--) {
            Bytes.put8(segment + length++, rest.get());
        }
        if ((with & WITH_OFFSET) != 0) {
            Bytes.put8(segment + 12, with);
        } else {
            Bytes.put8(segment + 12, length + 3 >> 2 << 4);
        }
        return length + payload;
    }

    /** In each state an ACK, data, SYN, FIN and RST, right and a little off, with options of each kind. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        byte[] options = {2, 4, 5, (byte) 180, 3, 3, 7, 4, 2, 5, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 0};
        for (TcpState state : TcpState.values()) {
            ByteBuffer seed = ByteBuffer.allocate(1024).put((byte) state.ordinal());
            for (int flags : new int[] {TcpHeader.ACK, TcpHeader.SYN, TcpHeader.SYN | TcpHeader.ACK, TcpHeader.FIN | TcpHeader.ACK,
                TcpHeader.RST}) {
                for (int off : new int[] {0, 100}) {
                    seed.put((byte) flags).put((byte) WITH_TIMESTAMP).putInt(off).putInt(-off).putShort((short) 1000)
                            .put((byte) off).put((byte) options.length).put(options).put((byte) 1);
                }
            }
            seeds.add(Arrays.copyOf(seed.array(), seed.position()));
        }
        return seeds;
    }
}
