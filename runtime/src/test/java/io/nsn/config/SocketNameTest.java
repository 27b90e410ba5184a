package io.nsn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SocketNameTest {

    @Test
    void isAbstractWhereNobodySaysOtherwise() {
        assertThat(SocketName.resolve(null, null)).isEqualTo("@nsnd");
        assertThat(SocketName.resolve("", null)).isEqualTo("@nsnd");
    }

    @Test
    void theEnvironmentOverridesTheFile() {
        assertThat(SocketName.resolve(null, "/run/nsnd")).isEqualTo("/run/nsnd");
        assertThat(SocketName.resolve("@other", "/run/nsnd")).isEqualTo("@other");
    }

    @Test
    void refusesANameThatNoSocketCanHave() {
        String tooLong = "/" + "x".repeat(107);
        assertThatThrownBy(() -> SocketName.resolve(tooLong, null)).isInstanceOf(ConfigException.class)
                .hasMessage("environment: NSND_SOCKET=" + tooLong + ": must be a path or @NAME, at most 107 bytes");
    }
}
