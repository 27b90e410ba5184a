package io.nsn.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTripsTest {

    @Test
    void answersPercentilesInMicroseconds() {
        RoundTrips trips = new RoundTrips();
        for (int i = 1; i <= 2000; i++) {
            trips.record(i * 1000L);
        }
        assertThat((Double) trips.values().get("p50_us")).isBetween(999.0, 1001.0);
        assertThat((Double) trips.values().get("p99_us")).isBetween(1978.0, 1982.0);
        assertThat(trips.values()).containsEntry("first_us", 1.0).doesNotContainKey("round_trips_us");
    }

    @Test
    void keepsFewRoundTripsInTheirOrder() {
        RoundTrips trips = new RoundTrips();
        trips.record(3000);
        trips.record(1000);
        trips.recordLost();
        assertThat(trips.values()).containsEntry("round_trips_us", List.of(3.0, 1.0)).containsEntry("lost", 1L);
    }

    @Test
    void withoutARoundTripThereIsNothingButTheCount() {
        assertThat(new RoundTrips().values()).containsOnlyKeys("count", "lost");
        assertThat(new RoundTrips().text()).startsWith("0 round trips");
    }
}
