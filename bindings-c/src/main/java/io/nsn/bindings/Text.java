package io.nsn.bindings;

import io.nsn.api.Definition.Parameter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lines and lists of source code. */
public final class Text {
    private static final int WIDTH = 112;

    private Text() {}

    /** Breaks a sentence into lines, each after {@code indent}. */
    public static String wrap(String sentence, String indent) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String word : sentence.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH - indent.length()) {
                text.append('\n').append(indent);
                column = 0;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        return text.toString();
    }

    public static <T> String lines(List<T> items, Function<T, String> line) {
        return items.stream().map(line).collect(Collectors.joining("\n"));
    }

    public static String list(List<Parameter> parameters, Function<Parameter, String> form) {
        return parameters.stream().map(form).collect(Collectors.joining(", "));
    }

    public static String quoted(List<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(",\n    ", "\n    ", ",\n"));
    }
}
