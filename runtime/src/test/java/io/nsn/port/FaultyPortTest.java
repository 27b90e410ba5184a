package io.nsn.port;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.port.PacketPort.Sent;
import io.nsn.port.memory.MemoryPort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultyPortTest {
    private static final int COUNT = 1000;
    private static final long SEED = 42;

    private final MemoryPort.Pair pair = MemoryPort.pair(1500, 4096);
    private long now;

    @Test
    void withoutFaultsNothingHappens() {
        assertThat(run(Faults.NONE)).isEqualTo(numbers());
    }

    @Test
    void losesAboutAsManyAsAskedForAndTheSameForASeed() {
        List<String> arrived = run(Faults.NONE.withLoss(0.1));
        assertThat(arrived.size()).isBetween(850, 950);
        assertThat(arrived).isSubsetOf(numbers()).isSorted().isEqualTo(run(Faults.NONE.withLoss(0.1)));
    }

    @Test
    void duplicates() {
        List<String> arrived = run(Faults.NONE.withDuplication(0.1));
        assertThat(arrived.size()).isBetween(1050, 1150);
        assertThat(new HashSet<>(arrived)).hasSize(COUNT);
    }

    @Test
    void reordersAndLosesNone() {
        List<String> arrived = run(Faults.NONE.withReordering(0.1));
        assertThat(arrived).isNotEqualTo(numbers()).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void turnsOneBitOfCorruptedFrames() {
        assertThat(run(Faults.NONE.withCorruption(1))).hasSize(COUNT).allSatisfy(frame -> {
            int nearest = numbers().stream().mapToInt(number -> differingBits(number, frame)).min().orElseThrow();
            assertThat(nearest).isLessThanOrEqualTo(1);
        });
    }

    @Test
    void delaysBothDirections() {
        FaultyPort port = new FaultyPort(pair.left(), Faults.NONE.withDelayNs(100), SEED, () -> now);
        assertThat(Frames.send(port, "there", "")).isEqualTo(Sent.COPIED);
        Frames.send(pair.right(), "back", "");
        now = 99;
        assertThat(Frames.receive(port, 9)).isEmpty();
        assertThat(Frames.receive(pair.right(), 9)).isEmpty();
        now = 199;
        assertThat(Frames.receive(port, 9)).containsExactly("back");
        assertThat(Frames.receive(pair.right(), 9)).containsExactly("there");
        assertThat(port.injected()).isZero();
    }

    @Test
    void aFullWireIsFull() {
        FaultyPort port = new FaultyPort(pair.left(), Faults.NONE.withDelayNs(1), SEED, () -> now);
        int sent = 0;
        while (Frames.send(port, "x", "") == Sent.COPIED) {
            sent++;
        }
        now = 1;
        port.flush();
        assertThat(Frames.send(port, "x", "")).as("after %s", sent).isEqualTo(Sent.COPIED);
    }

    private List<String> run(Faults faults) {
        FaultyPort port = new FaultyPort(pair.left(), faults, SEED, () -> now);
        List<String> arrived = new ArrayList<>();
        for (String number : numbers()) {
            Frames.send(port, number.substring(0, 2), number.substring(2));
            port.flush();
            now += 100_000;
            arrived.addAll(Frames.receive(pair.right(), 9));
        }
        for (int i = 0; i < 100; i++) {
            now += 100_000;
            port.flush();
            arrived.addAll(Frames.receive(pair.right(), 99));
        }
        return arrived;
    }

    private static List<String> numbers() {
        return IntStream.range(0, COUNT).mapToObj("%06d"::formatted).toList();
    }

    private static int differingBits(String a, String b) {
        int bits = 0;
        byte[] left = a.getBytes(ISO_8859_1);
        byte[] right = b.getBytes(ISO_8859_1);
        for (int i = 0; i < left.length; i++) {
            bits += Integer.bitCount((left[i] ^ right[i]) & 0xff);
        }
        return bits;
    }
}
