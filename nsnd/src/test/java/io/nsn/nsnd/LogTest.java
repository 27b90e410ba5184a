package io.nsn.nsnd;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.config.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogTest {
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void restoreStandardError() {
        System.setErr(standardError);
        Log.configure(LogLevel.INFO);
    }

    @Test
    void writesOneLineForEachMessageFromTheLevelUp() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        Log.configure(LogLevel.DEBUG);
        System.Logger log = System.getLogger("test");
        log.log(System.Logger.Level.TRACE, "not this");
        log.log(System.Logger.Level.DEBUG, "channel {0} opened", "7");
        log.log(System.Logger.Level.WARNING, "no {0}", "hugepages");
        assertThat(written.toString(StandardCharsets.UTF_8).lines()).satisfiesExactly(
                line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} debug test channel 7 opened"),
                line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} warn test no hugepages"));
    }
}
