package io.nsn.ffi.bindgen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The declarations that a list names, as the compiler behind castxml sees them. */
final class Declarations {
    private static final String CONSTANT = "bindgen_";

    record Parameter(String name, CType type) {}

    record Signature(CType result, List<Parameter> parameters) {}

    /** @param bits width of a bit field whose first bit is {@code shift} bits above its unit's lowest; else 0 */
    record Field(String name, CType type, int offset, int shift, int bits) {}

    private final Map<String, Element> byId = new HashMap<>();
    private final Map<String, Element> byName = new HashMap<>();

    private Declarations(Element root) {
        for (Element element : children(root)) {
            byId.put(element.getAttribute("id"), element);
            if (!element.getAttribute("name").isEmpty()) {
                byName.putIfAbsent(element.getTagName() + ' ' + element.getAttribute("name"), element);
            }
        }
    }

    /** Has castxml read the list's headers. Macros become enumerations, whose values it computes. */
    static Declarations read(BindingList list, Path folder) throws IOException {
        StringBuilder source = new StringBuilder();
        list.names("include").forEach(header -> source.append("#include <").append(header).append(">\n"));
        for (String name : list.names("constant")) {
            source.append("enum ").append(CONSTANT).append(name).append(" { ").append(CONSTANT).append(name)
                    .append("_value = (").append(name).append(") };\n");
        }
        Path file = Files.writeString(folder.resolve("bindgen.c"), source);
        Path xml = folder.resolve("bindgen.xml");
        List<String> command = new ArrayList<>(List.of("castxml", "--castxml-output=1"));
        for (String library : list.names("flags")) {
            command.addAll(List.of(run(List.of("pkg-config", "--cflags", library)).strip().split("\\s+")));
        }
        command.addAll(List.of("-o", xml.toString(), file.toString()));
        run(command);
        try {
            return new Declarations(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile())
                    .getDocumentElement());
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(e);
        }
    }

    Signature function(String name) {
        return signature(declared("Function", name));
    }

    /** Of a typedef of a function or of a pointer to one. */
    Signature pointer(String name) {
        Element type = declared("Typedef", name);
        while (!type.getTagName().equals("FunctionType")) {
            type = byId.get(type.getAttribute("type"));
        }
        return signature(type);
    }

    CType variable(String name) {
        return type(declared("Variable", name).getAttribute("type"));
    }

    long constant(String name) {
        Element value = children(declared("Enumeration", CONSTANT + name)).getFirst();
        return Long.parseLong(value.getAttribute("init"));
    }

    int size(String struct) {
        return Integer.parseInt(declared("Struct", struct).getAttribute("size")) / Byte.SIZE;
    }

    int alignment(String struct) {
        return Integer.parseInt(declared("Struct", struct).getAttribute("align")) / Byte.SIZE;
    }

    /** @param path of a field, such as {@code rxq.data}; fields of anonymous members count as the structure's own */
    Field field(String struct, String path) {
        Element within = declared("Struct", struct);
        int bits = 0;
        Element field = null;
        for (String name : path.split("\\.")) {
            List<Element> trail = find(within, name);
            if (trail.isEmpty()) {
                throw new IllegalArgumentException("struct " + struct + " has no " + path);
            }
            for (Element step : trail) {
                bits += Integer.parseInt(step.getAttribute("offset"));
            }
            field = trail.getLast();
            within = canonical(field.getAttribute("type"));
        }
        int width = field.hasAttribute("bits") ? Integer.parseInt(field.getAttribute("bits")) : 0;
        int unit = width == 0 ? Byte.SIZE : Integer.parseInt(within.getAttribute("size"));
        return new Field(path.replace('.', '_'), type(field.getAttribute("type")), bits / unit * unit / Byte.SIZE,
                bits % unit, width);
    }

    /** The field's element, after those of the anonymous members around it. */
    private List<Element> find(Element struct, String name) {
        for (String id : struct.getAttribute("members").split(" ")) {
            Element member = byId.get(id);
            if (member == null || !member.getTagName().equals("Field")) {
                continue;
            }
            if (member.getAttribute("name").equals(name)) {
                return List.of(member);
            }
            if (member.getAttribute("name").isEmpty()) {
                List<Element> inner = find(canonical(member.getAttribute("type")), name);
                if (!inner.isEmpty()) {
                    return Stream.concat(Stream.of(member), inner.stream()).toList();
                }
            }
        }
        return List.of();
    }

    private Signature signature(Element function) {
        List<Parameter> parameters = new ArrayList<>();
        for (Element argument : children(function)) {
            String name = argument.getAttribute("name");
            parameters.add(new Parameter(name.isEmpty() ? "argument" + parameters.size() : name,
                    type(argument.getAttribute("type"))));
        }
        return new Signature(type(function.getAttribute("returns")), parameters);
    }

    private CType type(String id) {
        Element canonical = canonical(id);
        return switch (canonical.getTagName()) {
            case "FundamentalType", "PointerType", "Enumeration" ->
                CType.scalar(spelling(id), Integer.parseInt(canonical.getAttribute("size")));
            default -> CType.aggregate(spelling(id));
        };
    }

    /** Without typedefs and qualifiers. */
    private Element canonical(String id) {
        Element type = byId.get(id);
        while (type.getTagName().matches("Typedef|ElaboratedType|CvQualifiedType")) {
            type = byId.get(type.getAttribute("type"));
        }
        return type;
    }

    private String spelling(String id) {
        Element type = byId.get(id);
        return switch (type.getTagName()) {
            case "PointerType" -> spelling(type.getAttribute("type")) + (isPointer(type) ? "*" : " *");
            case "CvQualifiedType" -> "const " + spelling(type.getAttribute("type"));
            case "ElaboratedType" -> spelling(type.getAttribute("type"));
            case "ArrayType" -> spelling(type.getAttribute("type")) + "[]";
            case "FunctionType" -> "function";
            case "Struct", "Union" -> type.getTagName().toLowerCase(Locale.ROOT) + ' ' + type.getAttribute("name");
            case "Enumeration" -> "enum " + type.getAttribute("name");
            default -> type.getAttribute("name");
        };
    }

    private boolean isPointer(Element pointer) {
        return byId.get(pointer.getAttribute("type")).getTagName().equals("PointerType");
    }

    private Element declared(String kind, String name) {
        Element found = byName.get(kind + ' ' + name);
        if (found == null) {
            throw new IllegalArgumentException("the headers have no " + kind + ' ' + name);
        }
        return found;
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("failed: " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return output;
    }
}
