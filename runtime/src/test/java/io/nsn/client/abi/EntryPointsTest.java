package io.nsn.client.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.api.Definition;
import org.junit.jupiter.api.Test;

class EntryPointsTest {
    @Test
    void everyFunctionOfTheDefinitionHasAnEntryPoint() throws Exception {
        assertThat(EntryPoints.addresses(Definition.fingerprint()))
                .hasSize(Definition.FUNCTIONS.size() + Definition.INTERNAL_FUNCTIONS.size())
                .doesNotContain(0).doesNotHaveDuplicates();
    }

    @Test
    void aCallerBuiltForOtherEntryPointsGetsNone() throws Exception {
        assertThat(EntryPoints.addresses(Definition.fingerprint() + 1)).isNull();
    }
}
