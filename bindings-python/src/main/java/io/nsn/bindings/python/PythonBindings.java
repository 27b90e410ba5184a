package io.nsn.bindings.python;

import io.nsn.api.Definition;
import io.nsn.api.Definition.Constant;
import io.nsn.api.Definition.Function;
import io.nsn.api.Definition.Parameter;
import io.nsn.api.Definition.Struct;
import io.nsn.api.Definition.Type;
import io.nsn.bindings.GeneratedFiles;
import io.nsn.bindings.Template;
import io.nsn.bindings.Text;
import io.nsn.bindings.c.CBindings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the modules {@code nsn} and {@code insane} take from the definition: names, types, docs and entry points. */
public final class PythonBindings {
    private static final String NOTICE = GeneratedFiles.NOTICE.formatted("bindings-python");
    private static final String INVALID = "0xFFFFFFFF";

    private PythonBindings() {}

    /** @param args the module's directory, and {@code check} or {@code write} */
    public static void main(String[] args) throws IOException {
        files().run(Path.of(args[0]), args[1]);
    }

    public static GeneratedFiles files() {
        return new GeneratedFiles()
                .add("python/nsn/_definition.py", definition())
                .add("python/nsn/__init__.pyi", stub())
                .add("python/nsn/_nsn.c", extension())
                .add("python/insane/__init__.py", slides("insane"))
                .add("python/insane/__init__.pyi", slidesStub());
    }

    private static String definition() {
        return Template.fill(PythonBindings.class, "definition.py", Map.of(
                "generated", NOTICE,
                "constants", Text.lines(Definition.CONSTANTS, PythonBindings::constant),
                "structs", String.join("\n\n\n", Definition.STRUCTS.stream().map(PythonBindings::struct).toList()),
                "names", names(),
                "fingerprint", Integer.toString(Definition.fingerprint()),
                "bufferStride", Integer.toString(Definition.BUFFER_STRIDE),
                "jvmOptions", Text.quoted(Definition.JVM_OPTIONS),
                "jvmVersion", Integer.toString(Definition.JVM_VERSION),
                "jvmPlaces", Text.quoted(Definition.JVM_PLACES),
                "entryPoints", Text.lines(entryPoints(), PythonBindings::prototype)));
    }

    private static String stub() {
        return Template.fill(PythonBindings.class, "nsn.pyi", Map.of(
                "generated", NOTICE,
                "constants", Text.lines(Definition.CONSTANTS, PythonBindings::constantHint),
                "structs", String.join("\n\n", Definition.STRUCTS.stream().map(PythonBindings::structHint).toList()),
                "functions", String.join("\n", Definition.FUNCTIONS.stream()
                        .map(function -> hint(function, function.shortName(), function.parameters())).toList())));
    }

    private static String extension() {
        return Template.fill(PythonBindings.class, "nsn.c", Map.of(
                "generated", NOTICE,
                "entryPoints", Text.lines(entryPoints(), CBindings::entryPoint),
                "docs", Text.lines(Definition.FUNCTIONS, function -> "#define DOC_" + function.shortName() + " \\\n    \""
                        + doc(function) + '"')));
    }

    private static String slides(String template) {
        return Template.fill(PythonBindings.class, template + ".py", Map.of(
                "generated", NOTICE,
                "names", names(),
                "functions", String.join("\n\n\n", Definition.FUNCTIONS.stream()
                        .map(PythonBindings::slidesFunction).toList())));
    }

    private static String slidesStub() {
        return Template.fill(PythonBindings.class, "insane.pyi", Map.of(
                "generated", NOTICE,
                "names", names(),
                "functions", String.join("\n", Definition.FUNCTIONS.stream()
                        .map(function -> hint(function, function.slidesName(), function.slidesParameters())).toList())));
    }

    private static List<Function> entryPoints() {
        List<Function> all = new ArrayList<>(Definition.FUNCTIONS);
        all.addAll(Definition.INTERNAL_FUNCTIONS);
        return all;
    }

    private static String names() {
        return Text.quoted(Stream.concat(
                Definition.CONSTANTS.stream().map(Constant::name),
                Definition.STRUCTS.stream().map(struct -> struct.name() + "_t")).toList());
    }

    private static String constant(Constant constant) {
        String value = constant.value().equals(Definition.INVALID) ? INVALID : constant.value();
        return constant.name() + " = " + value + "\n\"\"\"" + constant.doc() + "\"\"\"";
    }

    private static String constantHint(Constant constant) {
        return constant.name() + ": " + (constant.value().startsWith("\"") ? "str" : "int");
    }

    private static String struct(Struct struct) {
        return "class " + struct.name() + "_t(ctypes.Structure):\n    \"\"\"" + Text.wrap(struct.doc(), "    ") + "\n\n"
                + Text.lines(struct.fields(), field ->
                        "    " + field.name() + ": " + Text.wrap(field.doc(), "        "))
                + "\n    \"\"\"\n\n    _fields_ = [\n"
                + Text.lines(struct.fields(), field ->
                        "        (\"" + field.name() + "\", " + ctype(field.type()) + "),")
                + "\n    ]";
    }

    private static String structHint(Struct struct) {
        return "class " + struct.name() + "_t(ctypes.Structure):\n"
                + Text.lines(struct.fields(), field -> "    " + field.name() + ": " + field.type().hint());
    }

    private static String hint(Function function, String name, List<Parameter> parameters) {
        String result = function.name().equals("nsn_close") ? "_Closed" : function.result().hint();
        return "def " + name + "(" + Text.list(parameters, p -> p.name() + ": " + p.type().hint()) + ") -> " + result
                + ": ...";
    }

    /** A row of the table of entry points: its name and how many numbers it takes. */
    private static String prototype(Function function) {
        int values = function.parameters().stream()
                .mapToInt(p -> p.type() == Type.OPTIONS ? Definition.OPTIONS.fields().size() : 1).sum();
        return "    (\"" + function.shortName() + "\", " + values + "),";
    }

    private static String ctype(Type type) {
        return "ctypes." + type.ctypes().replace("(c_", "(ctypes.c_");
    }

    private static String slidesFunction(Function function) {
        return "def " + function.slidesName() + "(" + Text.list(function.slidesParameters(), Parameter::name) + "):\n"
                + "    \"\"\"" + Text.wrap(doc(function), "    ") + "\"\"\"\n"
                + "    return nsn." + function.shortName() + "(" + Text.list(function.parameters(), Parameter::name) + ")";
    }

    private static String doc(Function function) {
        return function.doc().replace("nsn_init()", "init()").replace("NULL", "None");
    }
}
