package io.nsn.config;

import io.nsn.config.ConfigException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file as parsed: its sections in order, and what is wrong with them so far. Used by one thread. */
final class ConfigDocument {

    /** @param text without quotes */
    record Value(String text, int line) {}

    record Section(ConfigSection kind, String header, int line, Map<ConfigKey, Value> values) {

        /** The value as written, its default, or null. */
        String text(ConfigKey key) {
            Value value = values.get(key);
            return value == null ? key.byDefault() : value.text();
        }
    }

    private final String file;
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    ConfigDocument(String file) {
        this.file = file;
    }

    Section add(ConfigSection kind, String header, int line) {
        Section section = new Section(kind, header, line, new LinkedHashMap<>());
        sections.put(header, section);
        return section;
    }

    /** The section with this header, or null. */
    Section section(String header) {
        return sections.get(header);
    }

    Iterable<Section> sections() {
        return sections.values();
    }

    /** The value of a key whose section occurs once at most; its default where the file has none. */
    String text(ConfigKey key) {
        Section section = sections.get(key.section().header());
        return section == null ? key.byDefault() : section.text(key);
    }

    int number(ConfigKey key) {
        return Integer.parseInt(text(key));
    }

    void problem(int line, String what, String cure) {
        problems.add(new Problem(file, line, what, cure));
    }

    /** What is wrong with a key's value, wherever it came from: the file's line, or the default. */
    void problem(ConfigKey key, String cure) {
        Section section = sections.get(key.section().header());
        Value value = section == null ? null : section.values().get(key);
        problem(value == null ? 0 : value.line(), describe(key.section().header(), key, text(key)), cure);
    }

    static String describe(String header, ConfigKey key, String text) {
        return "[" + header + "] " + key.key() + " = " + key.type().written(text);
    }

    /** @throws ConfigException where anything was wrong */
    void throwProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }
}
