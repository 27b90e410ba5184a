package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is known of the JVM's compilers by their threads. */
class CompilersTest {
    @Test
    void findsItsThreadsAndWaitsForThemAtMostAsLongAsIsSaid() throws IOException {
        assertThat(Compilers.states()).isNotEmpty();
        Compilers.awaitRest(TimeUnit.MILLISECONDS.toNanos(5)); // ends, whatever they do
    }
}
