package io.nsn.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class NsnPerfTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ping -s 15        | a message has at least 16 bytes",
            "ping -n -1        | not negative",
            "ping -q medium    | expected one of [SLOW, FAST]",
            "pung              | expected one of [PING, PONG, SOURCE, SINK]",
            "-s 64             | Missing required parameter",
    })
    void refusesWhatItCannotMeasure(String line, String complaint) {
        StringWriter said = new StringWriter();
        int status = new CommandLine(new NsnPerf()).setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(said)).execute(line.split(" +"));
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains(complaint);
    }
}
