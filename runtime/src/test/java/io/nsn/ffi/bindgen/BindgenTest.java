package io.nsn.ffi.bindgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindgenTest {
    private static final boolean WRITE = "write".equals(System.getProperty("bindgen"));
    private static final Path LISTS = Path.of("src/test/resources/bindgen");

    @TempDir
    private Path folder;

    /** Where castxml and the headers are; elsewhere what is checked in is what builds. */
    @ParameterizedTest
    @ValueSource(strings = "dpdk")
    void whatIsCheckedInIsWhatTheHeadersSay(String name) throws IOException, InterruptedException {
        BindingList list = BindingList.read(LISTS.resolve(name + ".list"));
        assumeTrue(runs("castxml", "--version"), "no castxml: apt-get install castxml");
        for (String library : list.names("flags")) {
            assumeTrue(runs("pkg-config", "--exists", library), "no headers of " + list.only("headers") + ": apt-get install "
                    + library + "-dev pkg-config");
        }
        Map<String, String> sources = new JavaBindings(list, Declarations.read(list, folder)).sources();
        Path target = Path.of("src/main/java", list.only("package").split("\\."));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = target.resolve(source.getKey() + ".java");
            if (WRITE) {
                Files.createDirectories(target);
                Files.writeString(file, source.getValue());
            }
            assertThat(file).as("stale: refresh with -Dtest=BindgenTest -Dbindgen=write").hasContent(source.getValue());
        }
        try (var files = Files.list(target)) {
            assertThat(files.count()).as("files in " + target).isEqualTo(sources.size());
        }
    }

    @Test
    void bindsFieldsOfAnonymousMembersBitFieldsArraysAndWideConstants() throws IOException, InterruptedException {
        assumeTrue(runs("castxml", "--version"), "no castxml: apt-get install castxml");
        Files.writeString(folder.resolve("small.h"), """
                #include <stdint.h>
                #define WIDE (1ull << 40)
                struct inner { uint8_t first; uint16_t second; };
                struct outer { union { uint64_t whole; struct { uint32_t low, high; }; };
                               struct inner in; uint16_t a : 3, b : 5; char name[8]; };
                typedef uint16_t (*burst)(void *queue, struct outer **all, uint16_t count);
                void start(struct outer *one, const char *name);
                int stop(struct outer *one);
                """);
        Path file = Files.writeString(folder.resolve("small.list"), """
                package a.b
                class Small
                headers small 1
                include %s
                library libsmall.so
                library libother.so
                function start critical
                address stop
                pointer burst
                struct outer high in.second b name   # and no other
                constant WIDE
                """.formatted(folder.resolve("small.h")));
        BindingList list = BindingList.read(file);
        Map<String, String> sources = new JavaBindings(list, Declarations.read(list, folder)).sources();
        assertThat(sources).containsOnlyKeys("Small", "burst", "outer", "package-info");
        assertThat(sources.get("outer")).contains("SIZE = 24").contains("int high(long address)").contains("address + 4")
                .contains("short in_second(long address)").contains("address + 10")
                .contains("address + 12) >>> 3 & 31").contains("(others | (value & 31) << 3)").contains("long name(long address)").doesNotContain("low");
        assertThat(sources.get("Small")).contains("long WIDE = 1099511627776L").contains("start(long one, long name)")
                .contains("{@code void start(struct outer *one, const char *name)}")
                .contains("The address of {@code int stop(struct outer *one)}").contains("long stop()")
                .contains("FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG), Linker.Option.critical(false)")
                .contains("Arena.global())\n            .or(SymbolLookup.libraryLookup(\"libother.so\"");
        assertThat(sources.get("burst"))
                .contains("invoke(MemorySegment function, long argument0, long argument1, short argument2)");
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
