package io.nsn.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCodecTest {

    static Stream<Request> requests() {
        return Stream.of(new Request.Hello(1, 4444), new Request.CreateStream(0, 1, 0, 1), new Request.DestroyStream(7),
                new Request.CreateSource(1, -2), new Request.DestroySource(3), new Request.CreateSink(1, 2),
                new Request.DestroySink(Integer.MAX_VALUE), new Request.Report());
    }

    static Stream<Reply> replies() {
        return Stream.of(new Reply.Welcome(1, 1024, 512, 2044, 64), new Reply.Created(3, "udpsock", "udpdpdk: ä€"),
                new Reply.Done(true), new Reply.Text(false, ""), new Reply.Refused("why"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readsTheRequestsItWrites(Request request) {
        assertThat(ControlCodec.request(ControlCodec.encode(request))).isEqualTo(request);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void readsTheRepliesItWrites(Reply reply) {
        assertThat(ControlCodec.reply(ControlCodec.encode(reply))).isEqualTo(reply);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void refusesARequestCutOffOrWithMoreBehind(Request request) {
        byte[] bytes = ControlCodec.encode(request);
        for (int length = 0; length <= bytes.length + 1; length++) {
            byte[] changed = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThatIllegalArgumentException().isThrownBy(() -> ControlCodec.request(changed));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void refusesNoiseWithNothingButAnIllegalArgument(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            if (noise.length > 0) {
                noise[0] = (byte) random.nextInt(10);
            }
            decode(noise);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void refusesOrReadsWhatHasBytesChanged(long seed) {
        Random random = new Random(seed);
        byte[][] valid = Stream.concat(requests().map(ControlCodec::encode), replies().map(ControlCodec::encode))
                .toArray(byte[][]::new);
        for (int i = 0; i < 100_000; i++) {
            byte[] message = valid[random.nextInt(valid.length)].clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                message[random.nextInt(message.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 0x7f + random.nextInt(2));
            }
            decode(message);
        }
    }

    private static void decode(byte[] noise) {
        try {
            ControlCodec.request(noise);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
        try {
            ControlCodec.reply(noise);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
