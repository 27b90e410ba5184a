package io.nsn.stack.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.stack.StackEvent;
import io.nsn.stack.TestHost;
import io.nsn.stack.tcp.TcpEvent;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A million frames to a host with UDP, ICMP and an open TCP connection ({@code mvn -Pfuzz}: ten million): noise, and what
 * its peers send with bytes changed, cut or added, half of it with checksums made right. Each is given twice, with
 * different bytes behind its end: a host that reads beyond would differ from its twin.
 */
class FuzzTest {
    private static final int FRAMES = Integer.getInteger("nsn.fuzz.frames", 1_000_000);
    private static final int SEEDS = 4;
    private static final int MEET_EVERY = 500;
    private static final long FRAME_NS = 10_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesAllReadsNothingBeyondAFrameAndAnswersAsBefore(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FuzzedHost host = new FuzzedHost();
        FuzzedHost twin = new FuzzedHost();
        List<byte[]> valid = List.of();
        FrameMutator mutator = new FrameMutator(random);
        for (int i = 0; i < FRAMES / SEEDS; i++) {
            if (i % MEET_EVERY == 0) {
                valid = host.meet(i * FRAME_NS);
                twin.meet(i * FRAME_NS);
            }
            byte[] frame = mutator.mutate(valid.get(random.nextInt(valid.size())));
            long now = i * FRAME_NS;
            host.receive(now, frame, 0);
            twin.receive(now, frame, 0xff);
            if (!host.sentAndReceivedTheSame(twin)) {
                throw new AssertionError("seed " + seed + ", frame " + i + ": " + Arrays.toString(frame));
            }
            if (i % MEET_EVERY == MEET_EVERY - 1) {
                host.assertServes(now);
                twin.assertServes(now);
            }
        }
        assertThat(host.own.events).isEqualTo(twin.own.events);
        for (StackEvent event : List.of(StackEvent.MALFORMED, StackEvent.CHECKSUM_WRONG, StackEvent.FRAGMENT,
                StackEvent.NOT_FOR_US, StackEvent.NO_PORT, StackEvent.SPOOFED)) {
            assertThat(host.own.count(event)).as("%s happened", event).isPositive();
        }
        for (TcpEvent event : List.of(TcpEvent.DROP_MALFORMED, TcpEvent.DROP_NO_CONNECTION, TcpEvent.DROP_UNACCEPTABLE,
                TcpEvent.DROP_BAD_ACK, TcpEvent.CHALLENGE_ACKS, TcpEvent.PATH_MTU_CHANGES)) {
            assertThat(host.tcp.counts().of(event)).as("%s happened", event).isPositive();
        }
    }

    /** Cut by the link, or by a sender who gives the shorter length in the IP header: each is counted, none is taken. */
    @Test
    void refusesEveryFrameThatIsCutAnywhere() {
        FuzzedHost host = new FuzzedHost();
        for (byte[] whole : host.meet(0)) {
            for (int length = 0; length < whole.length; length++) {
                byte[] frame = Arrays.copyOf(whole, length);
                assertThat(host.refusals(frame)).as("%s cut at %d", Arrays.toString(whole), length).isEqualTo(1);
                if (length >= IpHost.HEADROOM && FrameMutator.isIpv4(frame)) {
                    FrameMutator.setTotalLength(frame, length);
                    assertThat(host.refusals(frame)).as("%s shortened to %d", Arrays.toString(whole), length)
                            .isEqualTo(1);
                }
            }
        }
        assertThat(host.own.datagrams).isEmpty();
        assertThat(host.bytesReceived()).isZero();
        host.assertServes(0);
    }
}
