package io.nsn.stack.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.stack.StackEvent;
import io.nsn.stack.TestHost;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A million frames, random ones and valid ones with bytes changed, cut or added. Each is given twice, with different bytes
 * behind its end: a host that reads beyond would differ from its twin.
 */
class FuzzTest {
    private static final int FRAMES = 125_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void readsNothingBeyondAFrameAndSurvivesAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestHost one = new TestHost(1);
        TestHost twin = new TestHost(1);
        TestHost peer = new TestHost(2);
        one.host.neighbor(peer.ip, 0);
        twin.host.neighbor(peer.ip, 0);
        List<byte[]> valid = validFrames(peer, one);
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = mutate(valid.get(random.nextInt(valid.size())), random);
            one.receive(i, frame, 0);
            twin.receive(i, frame, 0xff);
            if (!same(one.sent.poll(), twin.sent.poll()) || !same(one.datagrams.poll(), twin.datagrams.poll())) {
                throw new AssertionError("seed " + seed + ", frame " + i + ": " + Arrays.toString(frame));
            }
        }
        assertThat(one.events).isEqualTo(twin.events);
        for (StackEvent event : List.of(StackEvent.MALFORMED, StackEvent.CHECKSUM_WRONG, StackEvent.FRAGMENT,
                StackEvent.NOT_FOR_US, StackEvent.NO_PORT)) {
            assertThat(one.count(event)).as("%s happened", event).isPositive();
        }
    }

    private static boolean same(byte[] one, byte[] other) {
        return Arrays.equals(one, other);
    }

    private static List<byte[]> validFrames(TestHost from, TestHost to) {
        from.host.announce();
        byte[] announcement = from.sent.remove();
        from.host.neighbor(to.ip, 0);
        from.host.poll(0);
        byte[] question = from.sent.remove();
        byte[] echo = new byte[40];
        echo[0] = 8;
        echo[2] = (byte) 0xf7;
        echo[3] = (byte) 0xff;
        byte[] error = new byte[44];
        error[0] = 3;
        error[1] = 4;
        return List.of(announcement, question, from.datagram(to, TestHost.PORT, new byte[30]),
                from.datagram(to, 9, new byte[30]), from.frame(to, 1, echo), from.frame(to, 1, error),
                from.frame(to, 6, new byte[20]));
    }

    /** One of: all random, some bytes changed with or without the IP header's checksum made right, cut, longer. */
    private static byte[] mutate(byte[] valid, SplittableRandom random) {
        byte[] frame = valid.clone();
        switch (random.nextInt(8)) {
            case 0 -> random.nextBytes(frame);
            case 1 -> frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            case 2 -> frame = Arrays.copyOf(frame, frame.length + random.nextInt(64));
            default -> { }
        }
        for (int i = random.nextInt(4); i > 0 && frame.length > 0; i--) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt();
        }
        if (random.nextBoolean() && frame.length >= IpHost.HEADROOM && (frame[14] & 0xf) == 5) {
            frame[24] = 0;
            frame[25] = 0;
            int sum = 0;
            for (int i = 14; i < 34; i += 2) {
                sum += (frame[i] & 0xff) << 8 | frame[i + 1] & 0xff;
            }
            sum = ~((sum & 0xffff) + (sum >>> 16));
            frame[24] = (byte) (sum >> 8);
            frame[25] = (byte) sum;
        }
        return frame;
    }
}
