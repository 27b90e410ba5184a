package io.nsn.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void countsFromTheLastMessageOfTheWarmUp() {
        Arrivals arrivals = new Arrivals(100, 2, 3, 0);
        for (int i = 0; i < 5; i++) {
            assertThat(arrivals.complete(i * SECOND)).isFalse();
            arrivals.arrived(i, i * SECOND);
        }
        assertThat(arrivals.complete(4 * SECOND)).isTrue();
        Map<String, Object> values = arrivals.result().values();
        assertThat(values).containsEntry("count", 3L).containsEntry("lost", 0L).containsEntry("messages_per_s", 1.0);
    }

    @Test
    void countsWhatIsMissingAsLostOnceNothingComesAnyMore() {
        Arrivals arrivals = new Arrivals(64, 1, 10, 0);
        for (int sequence : new int[] {3, 4, 6, 9}) {
            arrivals.arrived(sequence, sequence);
        }
        assertThat(arrivals.complete(SECOND / 2)).isFalse();
        assertThat(arrivals.complete(2 * SECOND)).isTrue();
        assertThat(arrivals.result().values()).containsEntry("count", 3L).containsEntry("lost", 3L);
    }

    @Test
    void aWarmUpThatIsLostMakesNoMessageLessCount() {
        Arrivals arrivals = new Arrivals(64, 1000, 1000, 0);
        arrivals.arrived(10, 1);
        for (int sequence = 1500; sequence < 2000; sequence++) {
            arrivals.arrived(sequence, sequence);
        }
        assertThat(arrivals.complete(2000)).isTrue();
        assertThat(arrivals.result().values()).containsEntry("count", 500L).containsEntry("lost", 1489L);
    }

    @Test
    void withoutAWarmUpTheFirstMessageStartsTheClock() {
        Arrivals arrivals = new Arrivals(64, 0, 2, 0);
        arrivals.arrived(0, SECOND);
        assertThat(arrivals.complete(SECOND)).isFalse();
        arrivals.arrived(1, 2 * SECOND);
        assertThat(arrivals.complete(2 * SECOND)).isTrue();
    }
}
