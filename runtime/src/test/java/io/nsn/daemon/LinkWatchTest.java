package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final Counters counters = new Counters();
    private final List<String> said = new ArrayList<>();
    private final LinkWatch watch = new LinkWatch(counters, said::add, 0);

    @Test
    void saysNothingWhereNobodyForges() {
        counters.add(Counter.FRAME_MALFORMED, 1000);
        watch.look(0);
        watch.look(100 * SECOND);
        assertThat(said).isEmpty();
    }

    @Test
    void tellsAtOnceAndThenNotOftenerThanEveryTenSeconds() {
        counters.spoofed().set(0x0a_00_00_02, 0x02_00_00_00_00_99L, 0x02_00_00_00_00_02L);
        counters.add(Counter.FRAME_SPOOFED, 3);
        for (long now = 0; now < 15 * SECOND; now += SECOND / 10) {
            watch.look(now);
            counters.increment(Counter.FRAME_SPOOFED);
        }
        assertThat(said).hasSize(2);
        assertThat(said.getFirst()).startsWith("3 frames had a peer's IP address").contains("frame_spoofed")
                .endsWith("02:00:00:00:00:99 claims 10.0.0.2, which is 02:00:00:00:00:02's");
        assertThat(said.getLast()).startsWith("100 frames");
    }

    @Test
    void tellsOfItsOwnAddressToo() {
        counters.conflict().set(0x0a_00_00_01, 0x02_00_00_00_00_99L, 0x02_00_00_00_00_01L);
        counters.increment(Counter.ADDRESS_CONFLICTS);
        watch.look(0);
        assertThat(said).singleElement().asString().contains("this host's own IP address", "address_conflicts",
                "02:00:00:00:00:99 claims 10.0.0.1");
    }
}
