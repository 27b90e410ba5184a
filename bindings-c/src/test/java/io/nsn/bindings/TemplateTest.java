package io.nsn.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void putsValuesInPlaceOfTheirNames() {
        assertThat(Template.fill(TemplateTest.class, "greeting", Map.of("who", "$you")))
                .isEqualTo("Hello $you, user@host!\n");
    }

    @Test
    void refusesANameWithoutValueAndAValueWithoutName() {
        assertThatThrownBy(() -> Template.fill(TemplateTest.class, "greeting", Map.of()))
                .hasMessageContaining("@who@");
        assertThatThrownBy(() -> Template.fill(TemplateTest.class, "greeting", Map.of("who", "a", "whom", "b")))
                .hasMessageContaining("@whom@");
    }

    @Test
    void breaksLinesBetweenWords() {
        assertThat(Text.wrap("word ".repeat(30).strip(), "# "))
                .isEqualTo("word ".repeat(22).strip() + "\n# " + "word ".repeat(8).strip());
    }
}
