package io.nsn.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigKeyTest {

    @ParameterizedTest
    @EnumSource
    void everyDefaultIsAllowed(ConfigKey key) {
        if (key.byDefault() != null) {
            assertThat(key.type().accepts(key.byDefault())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyIsInTheShippedFileAndInTheTable(ConfigKey key) {
        if (key.section().file() == ConfigFile.DAEMON) {
            assertThat(ConfigReference.nsndCfg()).containsPattern("(?m)^#?" + key.key() + " = ");
        }
        assertThat(ConfigReference.markdown()).contains("`[" + key.section().header() + "]` | `" + key.key() + "`");
    }
}
