package io.nsn.bindings.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nsn.api.Definition;
import io.nsn.bindings.GeneratedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CBindingsTest {
    private final GeneratedFiles files = CBindings.files();

    @Test
    void theFilesCheckedInAreThoseGenerated() throws IOException {
        assertThat(files.stale(Path.of("."))).as("refresh with: " + GeneratedFiles.REFRESH).isEmpty();
    }

    @Test
    void theBuildFailsOnAChangedFileAndSaysHowToRefresh(@TempDir Path module) throws IOException {
        files.write(module);
        files.run(module, "check");
        Files.writeString(module.resolve("include/nsn.h"), "edited by hand");

        assertThatThrownBy(() -> files.run(module, "check"))
                .hasMessageContaining("include/nsn.h").hasMessageContaining(GeneratedFiles.REFRESH);
    }

    @Test
    void everyFileSaysInItsFirstLineThatItIsGenerated() {
        assertThat(files.texts().values())
                .allSatisfy(text -> assertThat(text.lines().findFirst().orElseThrow()).contains("Generated", "do not edit"));
    }

    @Test
    void everyFunctionHasBothItsNames() {
        for (Definition.Function function : Definition.FUNCTIONS) {
            assertThat(files.texts().get("include/nsn.h")).contains(function.name() + "(");
            assertThat(files.texts().get("include/insane.h")).contains(function.slidesName() + "(");
        }
    }

    @Test
    void everyValueTravelsAsANumberAndOptionsAsTheirFields() {
        assertThat(Definition.FUNCTIONS.stream().map(CBindings::entryPoint))
                .contains("    int64_t (*create_stream)(int64_t datapath, int64_t consumption, int64_t determinism, int64_t reliability);",
                        "    int64_t (*consume_data)(int64_t sink, int64_t flags);");
    }
}
