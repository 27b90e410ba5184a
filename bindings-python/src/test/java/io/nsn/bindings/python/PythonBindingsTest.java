package io.nsn.bindings.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.api.Definition;
import io.nsn.bindings.GeneratedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonBindingsTest {
    private final GeneratedFiles files = PythonBindings.files();

    @Test
    void theFilesCheckedInAreThoseGenerated() throws IOException {
        assertThat(files.stale(Path.of("."))).as("refresh with: " + GeneratedFiles.REFRESH).isEmpty();
    }

    @Test
    void everyFunctionHasBothItsNames() {
        Map<String, String> texts = files.texts();
        for (Definition.Function function : Definition.FUNCTIONS) {
            assertThat(texts.get("python/nsn/__init__.pyi")).contains("def " + function.shortName() + "(");
            assertThat(texts.get("python/insane/__init__.py")).contains("def " + function.slidesName() + "(");
        }
    }

    @Test
    void everyEntryPointHasItsRow() {
        for (Definition.Function function : Definition.INTERNAL_FUNCTIONS) {
            assertThat(files.texts().get("python/nsn/_definition.py")).contains("(\"" + function.shortName() + "\", ");
            assertThat(files.texts().get("python/nsn/_nsn.c")).contains("(*" + function.shortName() + ")(");
        }
    }
}
