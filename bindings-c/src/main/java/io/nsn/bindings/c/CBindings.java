package io.nsn.bindings.c;

import io.nsn.api.Definition;
import io.nsn.api.Definition.Constant;
import io.nsn.api.Definition.Field;
import io.nsn.api.Definition.Function;
import io.nsn.api.Definition.Parameter;
import io.nsn.api.Definition.Struct;
import io.nsn.api.Definition.Type;
import io.nsn.bindings.GeneratedFiles;
import io.nsn.bindings.Template;
import io.nsn.bindings.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The C headers, the C library's source and its pkg-config file. */
public final class CBindings {
    private static final String NOTICE = GeneratedFiles.NOTICE.formatted("bindings-c");

    /** A space at which no line breaks. */
    private static final char GLUE = '\u00a0';

    private CBindings() {}

    /** @param args the module's directory, and {@code check} or {@code write} */
    public static void main(String[] args) throws IOException {
        files().run(Path.of(args[0]), args[1]);
    }

    public static GeneratedFiles files() {
        return new GeneratedFiles()
                .add("include/nsn.h", header())
                .add("include/insane.h", slidesHeader())
                .add("src/nsn.c", library())
                .add("lib/pkgconfig/nsn.pc", Template.fill(CBindings.class, "nsn.pc",
                        Map.of("generated", NOTICE, "version", Definition.VERSION)));
    }

    private static String header() {
        return Template.fill(CBindings.class, "nsn.h", Map.of(
                "generated", NOTICE,
                "version", Definition.VERSION,
                "constants", Text.lines(Definition.CONSTANTS, CBindings::constant),
                "structs", String.join("\n\n", Definition.STRUCTS.stream().map(CBindings::struct).toList()),
                "functions", String.join("\n\n", Definition.FUNCTIONS.stream().map(function ->
                        comment(function.doc(), "") + prototype(function) + ";").toList())));
    }

    private static String slidesHeader() {
        return Template.fill(CBindings.class, "insane.h", Map.of(
                "generated", NOTICE,
                "functions", String.join("\n\n", Definition.FUNCTIONS.stream().map(CBindings::slidesFunction).toList())));
    }

    private static String library() {
        List<Function> all = new ArrayList<>(Definition.FUNCTIONS);
        all.addAll(Definition.INTERNAL_FUNCTIONS);
        return Template.fill(CBindings.class, "nsn.c", Map.of(
                "generated", NOTICE,
                "javaVersion", Integer.toString(Definition.JVM_VERSION),
                "fingerprint", Integer.toString(Definition.fingerprint()),
                "jvmOptions", Text.quoted(Definition.JVM_OPTIONS),
                "jvmPlaces", Text.quoted(Definition.JVM_PLACES),
                "entryPoints", Text.lines(all, CBindings::entryPoint),
                "functions", String.join("\n\n", Definition.FUNCTIONS.stream()
                        .filter(function -> !function.name().equals("nsn_init"))
                        .map(CBindings::publicFunction).toList())));
    }

    private static String constant(Constant constant) {
        return comment(constant.doc(), "") + "#define " + constant.name() + ' ' + constant.value();
    }

    private static String struct(Struct struct) {
        return comment(struct.doc(), "") + "typedef struct " + struct.name() + " {\n"
                + Text.lines(struct.fields(), field ->
                        comment(field.doc(), "    ") + "    " + declare(field.type().c(), field.name()) + ';')
                + "\n} " + struct.name() + "_t;";
    }

    private static String prototype(Function function) {
        return declare(function.result().c(), function.name()) + '(' + parameters(function) + ')';
    }

    private static String parameters(Function function) {
        return function.parameters().isEmpty()
                ? "void" : Text.list(function.parameters(), p -> declare(p.type().c(), p.name()));
    }

    /** A member of the table: every value travels as a 64-bit number, options as their fields. */
    public static String entryPoint(Function function) {
        List<String> parameters = function.parameters().stream().flatMap(p -> p.type() == Type.OPTIONS
                ? Definition.OPTIONS.fields().stream().map(Field::name) : Stream.of(p.name())).toList();
        return "    int64_t (*" + function.shortName() + ")(" + (parameters.isEmpty() ? "void"
                : parameters.stream().map(name -> "int64_t " + name).collect(Collectors.joining(", "))) + ");";
    }

    private static String publicFunction(Function function) {
        String entry = "runtime." + function.shortName();
        String cast = function.result() == Type.BUFFER ? "(nsn_buffer_t *)" : "(" + function.result().c() + ")";
        return "PUBLIC " + prototype(function) + "\n{\n    return " + entry + " ? " + cast + entry + '('
                + Text.list(function.parameters(), CBindings::argument) + ") : " + function.unconnected() + ";\n}";
    }

    private static String argument(Parameter parameter) {
        return switch (parameter.type()) {
            case OPTIONS -> String.join(", ", Definition.OPTIONS.fields().stream()
                    .map(field -> parameter.name() + '.' + field.name()).toList());
            case BUFFER, CALLBACK -> "(int64_t)" + parameter.name();
            default -> parameter.name();
        };
    }

    private static String slidesFunction(Function function) {
        String parameters = function.slidesParameters().isEmpty()
                ? "void" : Text.list(function.slidesParameters(), p -> declare(p.type().slides(), p.name()));
        String unused = String.join("", function.slidesParameters().stream()
                .filter(p -> !function.parameters().contains(p))
                .map(p -> "    (void)" + p.name() + ";\n").toList());
        String arguments = Text.list(function.parameters(),
                p -> p.type() == Type.CALLBACK ? "(handle_data_cb)" + p.name() : p.name());
        return comment(function.doc(), "") + "static inline "
                + declare(function.result().slides(), function.slidesName()) + '(' + parameters + ")\n{\n" + unused
                + "    return " + function.name() + '(' + arguments + ");\n}";
    }

    private static String declare(String type, String name) {
        return type.endsWith("*") ? type + name : type + ' ' + name;
    }

    private static String comment(String doc, String indent) {
        return indent + "/* " + Text.wrap(doc + GLUE + "*/", indent + " * ").replace(GLUE, ' ') + '\n';
    }
}
