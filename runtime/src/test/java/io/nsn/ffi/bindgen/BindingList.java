package io.nsn.ffi.bindgen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What to bind: a text file of lines {@code kind name words}; {@code #} begins a comment. */
final class BindingList {
    private static final Set<String> KINDS = Set.of("package", "class", "headers", "flags", "include", "library",
            "function", "address", "thread", "variable", "pointer", "struct", "constant");

    private final Path file;
    private final Map<String, Map<String, List<String>>> entries = new LinkedHashMap<>();

    private BindingList(Path file) {
        this.file = file;
        KINDS.forEach(kind -> entries.put(kind, new LinkedHashMap<>()));
    }

    static BindingList read(Path file) throws IOException {
        BindingList list = new BindingList(file);
        for (String line : Files.readAllLines(file)) {
            String text = line.replaceFirst("(^|\\s)#.*", "").strip();
            if (!text.isEmpty()) {
                List<String> words = new ArrayList<>(Arrays.asList(text.split("\\s+")));
                String kind = words.removeFirst();
                if (!KINDS.contains(kind) || words.isEmpty()) {
                    throw new IOException(file + ": not understood: " + line);
                }
                list.entries.get(kind).put(words.getFirst(), words.subList(1, words.size()));
            }
        }
        return list;
    }

    String fileName() {
        return file.getFileName().toString();
    }

    /** The names of a kind, in order. */
    List<String> names(String kind) {
        return List.copyOf(entries.get(kind).keySet());
    }

    /** What follows a name on its line: a structure's fields, or {@code critical}. */
    List<String> words(String kind, String name) {
        return entries.get(kind).get(name);
    }

    /** The whole line of a kind that comes once. */
    String only(String kind) {
        Map.Entry<String, List<String>> entry = entries.get(kind).entrySet().iterator().next();
        return String.join(" ", entry.getKey(), String.join(" ", entry.getValue())).strip();
    }
}
