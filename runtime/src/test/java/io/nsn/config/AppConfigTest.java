package io.nsn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppConfigTest {

    @TempDir
    private Path directory;

    @Test
    void withoutAFileTheDefaultsHold() {
        assertThat(AppConfig.load(null, directory.resolve("nsn-app.cfg"))).isEqualTo(new AppConfig(4444, LogLevel.WARN));
    }

    @Test
    void readsTheFileInTheWorkingDirectory() throws IOException {
        assertThat(AppConfig.load("", write("nsn-app.cfg", "[app]\nl4_port=5555 # mine\nlog_level=\"info\"\n")))
                .isEqualTo(new AppConfig(5555, LogLevel.INFO));
    }

    @Test
    void theEnvironmentsFileComesFirst() throws IOException {
        Path usual = write("nsn-app.cfg", "[app]\nl4_port = 1\n");
        Path named = write("other.cfg", "[app]\nl4_port = 2\n");
        assertThat(AppConfig.load(named.toString(), usual).applicationId()).isEqualTo(2);
    }

    @Test
    void aNamedFileMustBeThere() {
        String named = directory.resolve("gone.cfg").toString();
        assertThatThrownBy(() -> AppConfig.load(named, directory.resolve("nsn-app.cfg")))
                .isInstanceOf(ConfigException.class).hasMessageStartingWith(named + ": no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-4444", "4444.0"})
    void refusesWhatIsNoPort(String id) throws IOException {
        Path file = write("nsn-app.cfg", "[app]\nl4_port = " + id + "\n");
        assertThatThrownBy(() -> AppConfig.load(null, file)).isInstanceOf(ConfigException.class)
                .hasMessage(file + ":2: [app] l4_port = " + id + ": must be a whole number, 1 to 65535");
    }

    @Test
    void knowsNoSectionOfTheDaemon() throws IOException {
        Path file = write("nsn-app.cfg", "[global]\n");
        assertThatThrownBy(() -> AppConfig.load(null, file)).hasMessageEndingWith("nsn-app.cfg knows [app]");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
