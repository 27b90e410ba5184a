package io.nsn.client.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.api.Definition;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/** The addresses by which native code calls the runtime. */
public final class EntryPoints {
    private EntryPoints() {}

    /**
     * Called once by the C library or the Python module that started or joined this JVM.
     *
     * @param fingerprint the caller's {@link Definition#fingerprint()}
     * @return the address of each of {@link Definition#FUNCTIONS}, then of {@link Definition#INTERNAL_FUNCTIONS}; null
     *     where the caller was built for other entry points
     */
    public static long[] addresses(int fingerprint) throws ReflectiveOperationException {
        if (fingerprint != Definition.fingerprint()) {
            return null;
        }
        List<Definition.Function> functions = new ArrayList<>(Definition.FUNCTIONS);
        functions.addAll(Definition.INTERNAL_FUNCTIONS);
        long[] addresses = new long[functions.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = stub(functions.get(i));
        }
        return addresses;
    }

    private static long stub(Definition.Function function) throws ReflectiveOperationException {
        List<MemoryLayout> parameters = new ArrayList<>();
        for (Definition.Parameter parameter : function.parameters()) {
            parameters.addAll(layouts(parameter.type()));
        }
        FunctionDescriptor descriptor = FunctionDescriptor.of(layouts(function.result()).getFirst(),
                parameters.toArray(MemoryLayout[]::new));
        MethodHandle target =
                MethodHandles.lookup().findStatic(Calls.class, methodName(function), descriptor.toMethodType());
        return Linker.nativeLinker().upcallStub(target, descriptor, Arena.global()).address();
    }

    /** How a value travels: pointers as numbers, options as their four fields. */
    private static List<MemoryLayout> layouts(Definition.Type type) {
        return switch (type) {
            case INT, UINT32, STREAM, SOURCE, SINK -> List.of(JAVA_INT);
            case INT64, SIZE, BYTES, BUFFER, CALLBACK -> List.of(JAVA_LONG);
            case OPTIONS -> Definition.OPTIONS.fields().stream().map(field -> (MemoryLayout) JAVA_INT).toList();
        };
    }

    private static String methodName(Definition.Function function) {
        StringBuilder name = new StringBuilder();
        for (String word : function.shortName().split("_")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
