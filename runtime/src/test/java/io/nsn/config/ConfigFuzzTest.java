package io.nsn.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of noise, and the shipped ones with bytes changed, lines doubled or cut: read, or refused with a line of the file. */
class ConfigFuzzTest {
    private static final int FILES = 1000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsAFileOrNamesTheLineThatIsWrong(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] shipped = (ConfigReference.nsndCfg().replaceAll("(?m)^# ?(?=[a-z\\[])", "") + "[app]\nl4_port=4444\n")
                .getBytes(StandardCharsets.UTF_8);
        Path file = directory.resolve("nsnd.cfg");
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            Files.write(file, mutate(shipped, random));
            refused += refuses(() -> DaemonConfig.load(file)) ? 1 : 0;
            refused += refuses(() -> AppConfig.load(file.toString(), file)) ? 1 : 0;
        }
        assertThat(refused).isBetween(1, 2 * FILES);
    }

    private static boolean refuses(Runnable load) {
        try {
            load.run();
            return false;
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem.cure()).isNotBlank());
            return true;
        }
    }

    private static byte[] mutate(byte[] valid, SplittableRandom random) {
        int from = random.nextInt(valid.length);
        byte[] file = Arrays.copyOfRange(valid, from, from + random.nextInt(valid.length - from + 1));
        if (random.nextInt(8) == 0) {
            random.nextBytes(file);
        }
        for (int changes = random.nextInt(6); changes > 0 && file.length > 0; changes--) {
            String some = "[]=\"#\n\r\t .-0919\u0000";
            file[random.nextInt(file.length)] = random.nextBoolean() ? (byte) random.nextInt()
                    : (byte) some.charAt(random.nextInt(some.length()));
        }
        return file;
    }
}
