package io.nsn.nsnd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.nsn.counters.Counter;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StatsTest {
    private static final String REPORT = """
            {"pid":7,"socket":"@nsnd","plugins":[
              {"name":"udpsock","active":true,"streams":[{"app_id":4444,"pid":9,"stream":0,"acceleration":"default",
                "reliability":"unreliable","consumption":"poll","determinism":"default","sources":[5],"sinks":[6,7]}]},
              {"name":"rdma","active":false,"reason":"no RDMA device","streams":[]}],
             "counters":{"messages_sent":1234567,"messages_received":0}}
            """;

    @Test
    void showsPluginsStreamsAndTheCountersThatCounted() throws IOException {
        assertThat(Stats.text(JSON.std.mapFrom(REPORT), false).lines()).containsExactly(
                "daemon 7 at @nsnd",
                "  udpsock: 1 streams",
                "    application 4444 (process 9): default, unreliable; sources [5], sinks [6, 7]",
                "  rdma: off, no RDMA device",
                "         1,234,567  messages_sent        messages: " + Counter.MESSAGES_SENT.help());
    }

    @Test
    void showsTheZerosWhereAsked() throws IOException {
        assertThat(Stats.text(JSON.std.mapFrom(REPORT), true)).contains("                 0  messages_received");
    }
}
