package io.nsn.datapath.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.stack.StackEvent;
import io.nsn.stack.tcp.TcpEvent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StackCountersTest {
    private final Counters counters = new Counters();
    private final StackCounters events = new StackCounters();

    @Test
    void everyDropAndEveryRepetitionIsCounted() {
        events.into(counters);
        for (StackEvent event : StackEvent.values()) {
            long before = total();
            events.count(event);
            assertThat(total()).as(event.name()).isEqualTo(before + 1);
        }
        for (TcpEvent event : TcpEvent.values()) {
            long before = total();
            events.count(event);
            boolean named = event.name().startsWith("DROP_") || event == TcpEvent.RETRANSMISSIONS;
            assertThat(total() - before).as(event.name()).isEqualTo(named ? 1 : 0);
        }
    }

    private long total() {
        return Arrays.stream(Counter.values()).mapToLong(counters::get).sum();
    }
}
