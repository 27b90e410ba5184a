package io.nsn.config;

import io.nsn.config.ConfigDocument.Section;
import io.nsn.config.ConfigDocument.Value;
import io.nsn.config.ConfigException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads {@code [section]}, {@code key = value} and {@code # comment} lines, and checks every value against its
 * {@link ConfigKey}. Goes on after a mistake, so that one run shows all of them. Used once, by one thread.
 */
final class ConfigParser {
    private final ConfigFile kind;
    private final ConfigDocument document;
    private Section section;
    /** The lines that follow are under a header that was refused: saying so once is enough. */
    private boolean skipping;
    private int line;

    private ConfigParser(ConfigFile kind, String name) {
        this.kind = kind;
        this.document = new ConfigDocument(name);
    }

    /** @throws ConfigException where the file cannot be read; what is wrong inside it is in the document */
    static ConfigDocument parse(ConfigFile kind, Path path) {
        return parse(kind, path.toString(), read(kind, path));
    }

    static ConfigDocument parse(ConfigFile kind, String name, String text) {
        ConfigParser parser = new ConfigParser(kind, name);
        text.lines().forEach(parser::line);
        return parser.document;
    }

    private static String read(ConfigFile kind, Path path) {
        String cure;
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            cure = "no such file; name another, or leave it out for the defaults";
        } catch (IOException e) {
            cure = "cannot be read as " + kind.fileName() + ": "
                    + (Files.isDirectory(path) ? "it is a directory" : "check its permissions (" + e + ")");
        }
        throw new ConfigException(List.of(new Problem(path.toString(), 0, "", cure)));
    }

    private void line(String raw) {
        line++;
        String text = withoutComment(raw).strip();
        int equals = text.indexOf('=');
        if (text.isEmpty()) {
            return;
        }
        if (text.startsWith("[")) {
            header(text);
        } else if (equals > 0) {
            keyAndValue(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
        } else {
            document.problem(line, text, "not understood; a line is [section], key = value or # comment");
        }
    }

    private static String withoutComment(String raw) {
        boolean quoted = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '#' && !quoted) {
                return raw.substring(0, i);
            }
        }
        return raw;
    }

    private void header(String text) {
        section = null;
        skipping = true;
        if (!text.endsWith("]")) {
            document.problem(line, text, "a section is a name between [ and ]");
            return;
        }
        String header = text.substring(1, text.length() - 1).strip();
        ConfigSection known = ConfigSection.find(kind, header);
        Section earlier = document.section(header);
        if (known == null) {
            document.problem(line, "[" + header + "]", "unknown section; " + knownSections(header));
        } else if (earlier != null) {
            document.problem(line, "[" + header + "]", "is there twice, first in line " + earlier.line()
                    + "; put its keys together");
        } else {
            section = document.add(known, header, line);
            skipping = false;
        }
    }

    private String knownSections(String header) {
        List<String> known = Arrays.stream(ConfigSection.values()).filter(s -> s.file() == kind)
                .map(ConfigSection::header).toList();
        String nearest = Nearest.to(header, known);
        return nearest != null ? "did you mean [" + nearest + "]?"
                : kind.fileName() + " knows [" + String.join("], [", known) + "]";
    }

    private void keyAndValue(String name, String raw) {
        if (skipping) {
            return;
        }
        if (section == null) {
            document.problem(line, name + " = " + raw, "stands before any section; begin with ["
                    + (kind == ConfigFile.DAEMON ? ConfigSection.GLOBAL : ConfigSection.APP).header() + "]");
            return;
        }
        String what = "[" + section.header() + "] " + name + " = " + raw;
        ConfigKey key = ConfigKey.find(section.kind(), name);
        if (key == null) {
            document.problem(line, what, "unknown key; " + knownKeys(name));
            return;
        }
        Value earlier = section.values().get(key);
        if (earlier != null) {
            document.problem(line, what, "is there twice, first in line " + earlier.line() + "; remove one");
            return;
        }
        value(key, what, raw);
    }

    private String knownKeys(String name) {
        List<String> known = section.kind().keys().stream().map(ConfigKey::key).toList();
        for (ConfigKey key : ConfigKey.values()) {
            if (key.section().file() == kind && key.key().equals(name)) {
                return "it belongs in [" + key.section().header() + "]";
            }
        }
        String nearest = Nearest.to(name, known);
        return nearest != null ? "did you mean " + nearest + "?"
                : "[" + section.header() + "] knows " + String.join(", ", known);
    }

    private void value(ConfigKey key, String what, String raw) {
        ConfigType type = key.type();
        boolean quoted = raw.length() >= 2 && raw.startsWith("\"") && raw.endsWith("\"");
        String text = quoted ? raw.substring(1, raw.length() - 1) : raw;
        if (quoted == type.quoted() && type.accepts(text)) {
            section.values().put(key, new Value(text, line));
            return;
        }
        String bare = raw.replace("\"", "");
        String cure = type.accepts(bare) ? "write " + key.key() + " = " + type.written(bare) : type.cure(bare);
        document.problem(line, what, "must be " + type.rule() + (type.quoted() ? ", in double quotes" : "")
                + (cure.isEmpty() ? "" : " (" + cure + ")"));
    }
}
