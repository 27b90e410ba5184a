package io.nsn.stack.tcp;

import static io.nsn.stack.tcp.SimPair.MS;
import static io.nsn.stack.tcp.SimPair.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The golden table: what a bulk transfer reaches over wires of 100 Mbit/s, by round trip and loss, in virtual time. A slower
 * TCP is a difference; a faster one is, too: then the table of the failure replaces {@code goodput.txt}.
 */
class GoodputTest {
    private static final double[] LOSSES = {0, 0.001, 0.01, 0.05, 0.1};
    private static final int[] ROUND_TRIPS_MS = {1, 10, 50};
    private static final long OCTETS = 4 << 20;
    private static final int SEEDS = 5;
    private static final double TOLERANCE = 0.05;

    @Test
    void reachesTheGoldenTable() throws IOException {
        String golden;
        try (InputStream source = GoodputTest.class.getResourceAsStream("goodput.txt")) {
            golden = new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
        String table = table();
        double[] wanted = numbers(golden);
        double[] got = numbers(table);
        assertThat(got).as(table).hasSameSizeAs(wanted);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as(table).isCloseTo(wanted[i], within(TOLERANCE * wanted[i]));
        }
    }

    private static double[] numbers(String table) {
        return Arrays.stream(table.split("[^0-9.]+")).filter(word -> !word.isEmpty()).mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static String table() {
        StringBuilder text = new StringBuilder("Mbit/s, by round trip in ms and loss in percent\n          ");
        for (double loss : LOSSES) {
            text.append(String.format(Locale.ROOT, "%8.1f", 100 * loss));
        }
        for (int roundTrip : ROUND_TRIPS_MS) {
            text.append(String.format(Locale.ROOT, "%n%10d", roundTrip));
            for (double loss : LOSSES) {
                double sum = 0;
                for (int seed = 1; seed <= SEEDS; seed++) {
                    sum += goodput(seed, roundTrip, loss);
                }
                text.append(String.format(Locale.ROOT, "%8.2f", sum / SEEDS));
            }
        }
        return text.append('\n').toString();
    }

    private static double goodput(long seed, int roundTripMs, double loss) {
        try (SimPair pair = new SimPair(seed).established()) {
            for (int i = 1; i <= 2; i++) {
                pair.wire.faults[i].delayNs = roundTripMs * MS / 2;
                pair.wire.faults[i].nsPerOctet = 80;
                pair.wire.faults[i].queueNs = 20 * MS;
                pair.wire.faults[i].loss = loss;
            }
            long start = pair.wire.now;
            pair.offer(1, OCTETS);
            pair.run(100_000 * SECOND, () -> pair.users[1].acknowledged == OCTETS);
            return OCTETS * 8e3 / (pair.wire.now - start);
        }
    }
}
