package io.nsn.bindings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code @names@} in it, each of which stands for a generated part. */
public final class Template {
    private static final Pattern NAME = Pattern.compile("@(\\w+)@");

    private Template() {}

    /**
     * Fills in the resource {@code NAME.template} beside {@code owner}.
     *
     * @throws IllegalStateException where a name of the template has no value, or a value is not used
     */
    public static String fill(Class<?> owner, String name, Map<String, String> values) {
        String text = read(owner, name + ".template");
        for (String value : values.keySet()) {
            if (!text.contains("@" + value + "@")) {
                throw new IllegalStateException(name + ".template does not use @" + value + "@");
            }
        }
        return NAME.matcher(text).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalStateException(name + ".template: nothing is known for " + match.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String read(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource + " beside " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
