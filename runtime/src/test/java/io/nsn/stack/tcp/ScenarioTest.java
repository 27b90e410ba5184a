package io.nsn.stack.tcp;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random scenarios by their seed: {@code -Dnsn.tcp.scenarios=N} for how many, {@code -Dnsn.tcp.seed=N} for one alone.
 */
class ScenarioTest {
    private static final long SCENARIOS = Long.getLong("nsn.tcp.scenarios", 10_000);

    @Test
    void everythingArrivesWhateverTheWireDoes() {
        Long alone = Long.getLong("nsn.tcp.seed");
        if (alone != null) {
            Scenario.run(alone);
            return;
        }
        LongStream.rangeClosed(1, SCENARIOS).parallel().forEach(Scenario::run);
    }
}
