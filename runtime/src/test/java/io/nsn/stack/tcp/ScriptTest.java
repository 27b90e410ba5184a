package io.nsn.stack.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The RFCs' corner cases, line by line in virtual time: {@code src/test/resources/io/nsn/stack/tcp/*.tcp}. */
class ScriptTest {
    private static final List<String> FILES = List.of("handshake", "closing", "windows", "recovery", "security", "timestamps",
            "timers", "path");

    @TestFactory
    List<DynamicTest> behavesAsWritten() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String file : FILES) {
            for (String text : read(file).split("(?m)^== ")) {
                List<String> lines = text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
                if (lines.size() > 1) {
                    List<String> steps = lines.subList(1, lines.size());
                    tests.add(DynamicTest.dynamicTest(file + ": " + lines.getFirst(), () -> Script.run(steps)));
                }
            }
        }
        return tests;
    }

    private static String read(String file) throws IOException {
        try (InputStream source = ScriptTest.class.getResourceAsStream(file + ".tcp")) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
