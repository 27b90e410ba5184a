package io.nsn.nsnd;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.config.ConfigReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShippedConfigTest {

    @Test
    void isNotStale() {
        assertThat(Path.of("nsnd.cfg")).as("refresh it: ./nsnd --print-config > nsnd.cfg")
                .content().isEqualTo(ConfigReference.nsndCfg());
    }

    @Test
    void theDocsTableIsNotStale() {
        assertThat(Path.of("../docs/configuration.md")).content().contains(ConfigReference.markdown());
    }
}
