package io.nsn.ffi.bindgen;

import io.nsn.ffi.bindgen.Declarations.Field;
import io.nsn.ffi.bindgen.Declarations.Parameter;
import io.nsn.ffi.bindgen.Declarations.Signature;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of the classes: one for the headers, one for each structure, one for each type of function pointer. */
final class JavaBindings {
    private static final String CRITICAL = "critical";

    private final BindingList list;
    private final Declarations declarations;

    JavaBindings(BindingList list, Declarations declarations) {
        this.list = list;
        this.declarations = declarations;
    }

    /** Class name to source text. */
    Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        sources.put("package-info", firstLine() + "/** " + list.only("headers") + " as Java sees it: constants, functions, "
                + "and structures by address. Pointers are longs. */\npackage " + list.only("package") + ";\n");
        sources.put(list.only("class"), headerClass());
        list.names("pointer").forEach(name -> sources.put(name, pointerClass(name)));
        list.names("struct").forEach(name -> sources.put(name, structClass(name)));
        return sources;
    }

    private String headerClass() {
        StringBuilder body = new StringBuilder();
        body.append("    private static final Linker LINKER = Linker.nativeLinker();\n");
        String lookups = list.names("library").stream()
                .map(library -> "SymbolLookup.libraryLookup(\"" + library + "\", Arena.global())")
                .reduce((first, next) -> first + "\n            .or(" + next + ")").orElseThrow();
        body.append("    private static final SymbolLookup SYMBOLS = ").append(lookups).append(";\n\n");
        list.names("constant").forEach(name -> body.append(constant(name)));
        list.names("function").forEach(name -> body.append('\n').append(function(name)));
        list.names("address").forEach(name -> body.append('\n').append(functionAddress(name)));
        list.names("variable").forEach(name -> body.append('\n').append(variable(name)));
        list.names("thread").forEach(name -> body.append('\n').append(threadVariable(name)));
        body.append("""

                    private static MemorySegment symbol(String name) {
                        return SYMBOLS.find(name).orElseThrow(() -> new UnsatisfiedLinkError(name));
                    }
                """);
        return file("Constants, functions and variables of " + list.only("headers") + ".", list.only("class"), body);
    }

    private String constant(String name) {
        long value = declarations.constant(name);
        boolean isInt = value == (int) value;
        return "    public static final " + (isInt ? "int " : "long ") + name + " = " + value + (isInt ? "" : "L") + ";\n";
    }

    private String function(String name) {
        Signature signature = declarations.function(name);
        return """
                    private static final MethodHandle %1$s = LINKER.downcallHandle(symbol("%1$s"),
                            %2$s%3$s);

                    /** {@code %4$s} */
                    public static %5$s %1$s(%6$s) {
                        try {
                            %7$s%1$s.invokeExact(%8$s);
                        } catch (Throwable e) {
                            throw new AssertionError("%1$s", e);
                        }
                    }
                """.formatted(name, descriptor(signature), options(list.words("function", name)),
                prototype(name, signature), signature.result().java(), parameters(signature, null),
                returned(signature), arguments(signature, null));
    }

    /** Of a function that is not called from here but handed to another one. */
    private String functionAddress(String name) {
        return """
                    private static final long %1$s = symbol("%1$s").address();

                    /** The address of {@code %2$s}. */
                    public static long %1$s() {
                        return %1$s;
                    }
                """.formatted(name, prototype(name, declarations.function(name)));
    }

    private String variable(String name) {
        return """
                    private static final long %1$s = symbol("%1$s").address();

                    /** The address of {@code %2$s %1$s}. */
                    public static long %1$s() {
                        return %1$s;
                    }
                """.formatted(name, declarations.variable(name).spelling());
    }

    /** Of the type that the list tells: castxml does not see through C's typeof. */
    private String threadVariable(String name) {
        String type = list.words("thread", name).getFirst();
        return """
                    /** {@code %2$s %1$s} of the calling thread. */
                    public static %2$s %1$s() {
                        return Native.MEMORY.get(JAVA_%3$s, symbol("%1$s").address());
                    }
                """.formatted(name, type, type.toUpperCase(Locale.ROOT));
    }

    private String pointerClass(String name) {
        Signature signature = declarations.pointer(name);
        String body = """
                    private static final MethodHandle CALL = Linker.nativeLinker()
                            .downcallHandle(%s%s);

                    /** Calls the function at the address of {@code function}. */
                    public static %s invoke(%s) {
                        try {
                            %sCALL.invokeExact(%s);
                        } catch (Throwable e) {
                            throw new AssertionError("%s", e);
                        }
                    }
                """.formatted(descriptor(signature), options(list.words("pointer", name)), signature.result().java(),
                parameters(signature, "MemorySegment function"), returned(signature), arguments(signature, "function"),
                name);
        return file("{@code typedef " + prototype("(*" + name + ")", signature) + "}", name, body);
    }

    private String structClass(String name) {
        StringBuilder body = new StringBuilder("""
                    /** Bytes. */
                    public static final int SIZE = %d;
                    /** Bytes. */
                    public static final int ALIGNMENT = %d;
                """.formatted(declarations.size(name), declarations.alignment(name)));
        for (String path : list.words("struct", name)) {
            body.append('\n').append(accessors(declarations.field(name, path)));
        }
        return file("{@code struct " + name + "}, the fields in use.", name, body);
    }

    private static String accessors(Field field) {
        String name = field.name();
        CType type = field.type();
        if (!type.isScalar()) {
            return """
                        /** The address of {@code %2$s}. */
                        public static long %1$s(long address) {
                            return address + %3$d;
                        }
                    """.formatted(name, type.declare(name), field.offset());
        }
        if (field.bits() > 0) {
            return """
                        /** {@code %2$s %1$s : %6$d} */
                        public static int %1$s(long address) {
                            return Native.MEMORY.get(%3$s, address + %4$d) >>> %5$d & %7$d;
                        }

                        public static void %1$s(long address, int value) {
                            int others = Native.MEMORY.get(%3$s, address + %4$d) & ~(%7$d << %5$d);
                            Native.MEMORY.set(%3$s, address + %4$d, (%8$s) (others | (value & %7$d) << %5$d));
                        }
                    """.formatted(name, type.spelling(), type.memoryLayout(), field.offset(), field.shift(), field.bits(),
                    (1L << field.bits()) - 1, type.java());
        }
        return """
                    /** {@code %2$s} */
                    public static %3$s %1$s(long address) {
                        return Native.MEMORY.get(%4$s, address + %5$d);
                    }

                    public static void %1$s(long address, %3$s value) {
                        Native.MEMORY.set(%4$s, address + %5$d, value);
                    }
                """.formatted(name, type.declare(name), type.java(), type.memoryLayout(), field.offset());
    }

    private static String descriptor(Signature signature) {
        Stream<CType> types = signature.parameters().stream().map(Parameter::type);
        boolean isVoid = signature.result().isVoid();
        List<String> layouts = (isVoid ? types : Stream.concat(Stream.of(signature.result()), types))
                .map(CType::layout).toList();
        if (layouts.contains(null)) {
            throw new IllegalArgumentException("structures by value are not supported: " + signature);
        }
        return "FunctionDescriptor." + (isVoid ? "ofVoid(" : "of(") + String.join(", ", layouts) + ")";
    }

    private static String options(List<String> words) {
        return words.contains(CRITICAL) ? ", Linker.Option.critical(false)" : "";
    }

    private static String parameters(Signature signature, String first) {
        return Stream.concat(Stream.ofNullable(first), signature.parameters().stream()
                .map(parameter -> parameter.type().java() + ' ' + parameter.name())).collect(Collectors.joining(", "));
    }

    private static String arguments(Signature signature, String first) {
        return Stream.concat(Stream.ofNullable(first), signature.parameters().stream().map(Parameter::name))
                .collect(Collectors.joining(", "));
    }

    private static String returned(Signature signature) {
        return signature.result().isVoid() ? "" : "return (" + signature.result().java() + ") ";
    }

    private static String prototype(String name, Signature signature) {
        return signature.result().declare(name) + signature.parameters().stream()
                .map(parameter -> parameter.type().declare(parameter.name()))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private String file(String summary, String name, CharSequence body) {
        String imports = imports(body.toString());
        return firstLine() + "package " + list.only("package") + ";\n\n" + imports + (imports.isEmpty() ? "" : "\n") + "/** " + summary + " */\npublic final class " + name + " {\n" + body
                + "\n    private " + name + "() {}\n}\n";
    }

    private String firstLine() {
        return "// Generated by io.nsn.ffi.bindgen from " + list.fileName() + " and the headers of "
                + list.only("headers") + ": do not edit.\n";
    }

    private static String imports(String body) {
        TreeSet<String> imports = new TreeSet<>();
        for (String type : List.of("Arena", "FunctionDescriptor", "Linker", "MemorySegment", "SymbolLookup")) {
            if (body.matches("(?s).*\\b" + type + "\\b.*")) {
                imports.add("import java.lang.foreign." + type + ";\n");
            }
        }
        if (body.contains("MethodHandle")) {
            imports.add("import java.lang.invoke.MethodHandle;\n");
        }
        if (body.contains("Native.")) {
            imports.add("import io.nsn.ffi.Native;\n");
        }
        TreeSet<String> layouts = new TreeSet<>();
        Pattern.compile("\\bJAVA_[A-Z_]+\\b").matcher(body).results()
                .forEach(found -> layouts.add("import static java.lang.foreign.ValueLayout." + found.group() + ";\n"));
        String statics = String.join("", layouts);
        return statics + (statics.isEmpty() || imports.isEmpty() ? "" : "\n") + String.join("", imports);
    }
}
