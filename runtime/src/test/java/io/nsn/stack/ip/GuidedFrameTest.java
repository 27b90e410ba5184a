package io.nsn.stack.ip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames that Jazzer makes up of those that reached new code, to the host of the other {@code FuzzTest}, with ARP, IPv4, ICMP,
 * UDP and TCP; here only the first ones, from which it starts. {@code mvn -Pfuzz} runs it.
 */
class GuidedFrameTest {
    private static final int REPAIR_LENGTH = 1;
    private static final int REPAIR_CHECKSUM = 2;
    private static final long BETWEEN_NS = 1_000_000_000;
    private static final FuzzedHost HOST = new FuzzedHost();
    private static final FuzzedHost TWIN = new FuzzedHost();
    private static long now;

    /** @param input frames, each after what is to be made right in it (a byte) and its length (two) */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "3m")
    void framesAreSurvivedReadToTheirEndsAndAnsweredAsBefore(byte[] input) {
        now += BETWEEN_NS;
        HOST.meet(now);
        TWIN.meet(now);
        ByteBuffer rest = ByteBuffer.wrap(input);
        while (rest.remaining() > 3) {
            int repairs = rest.get();
            byte[] frame = new byte[Math.min(rest.getShort() & 0x7ff, rest.remaining())];
            rest.get(frame);
            repair(frame, repairs);
            HOST.receive(now, frame, 0);
            TWIN.receive(now, frame, 0xff);
            assertThat(HOST.sentAndReceivedTheSame(TWIN)).as(() -> Arrays.toString(frame)).isTrue();
        }
        HOST.assertServes(now);
        TWIN.assertServes(now);
    }

    /** A frame of each kind, alone. */
    static Stream<byte[]> seeds() {
        return HOST.meet(now).stream().map(frame -> ByteBuffer.allocate(3 + frame.length)
                .put((byte) (REPAIR_LENGTH | REPAIR_CHECKSUM)).putShort((short) frame.length).put(frame).array());
    }

    private static void repair(byte[] frame, int repairs) {
        if (FrameMutator.isIpv4(frame)) {
            if ((repairs & REPAIR_LENGTH) != 0) {
                FrameMutator.setTotalLength(frame, frame.length);
            }
            if ((repairs & REPAIR_CHECKSUM) != 0) {
                FrameMutator.repairPayload(frame);
            }
        }
    }
}
