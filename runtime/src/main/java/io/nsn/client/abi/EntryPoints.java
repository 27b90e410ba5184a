package io.nsn.client.abi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.api.Definition;
import io.nsn.ffi.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The addresses by which native code calls the runtime. */
public final class EntryPoints {
    private static final int VALUES = 4;
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(JAVA_LONG, Collections.nCopies(VALUES, JAVA_LONG).toArray(MemoryLayout[]::new));

    /** By the functions' short names; empty until native code has asked for the addresses. */
    private static volatile Map<String, Long> given = Map.of();

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
        Map<String, Long> byName = new HashMap<>();
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = stub(functions.get(i));
            byName.put(functions.get(i).shortName(), addresses[i]);
        }
        given = byName;
        return addresses;
    }

    /** Whether native code calls the runtime; a Python that runs inside this JVM does not. */
    static boolean areGiven() {
        return !given.isEmpty();
    }

    /** An entry point as native code calls it. */
    static NativeFunction function(String shortName) {
        return new NativeFunction(given.get(shortName));
    }

    /**
     * Every value travels as a 64-bit number, options as their four fields, and all stubs have one shape, since the linker
     * takes some milliseconds for each: a caller that hands over fewer values leaves the registers of the others as they are.
     */
    private static long stub(Definition.Function function) throws ReflectiveOperationException {
        int values = function.parameters().stream()
                .mapToInt(p -> p.type() == Definition.Type.OPTIONS ? Definition.OPTIONS.fields().size() : 1).sum();
        MethodHandle target = MethodHandles.lookup().findStatic(Calls.class, methodName(function),
                SHAPE.toMethodType().dropParameterTypes(values, VALUES));
        MethodHandle ignoringOthers =
                MethodHandles.dropArguments(target, values, Collections.nCopies(VALUES - values, long.class));
        return Linker.nativeLinker().upcallStub(ignoringOthers, SHAPE, Arena.global()).address();
    }

    private static String methodName(Definition.Function function) {
        StringBuilder name = new StringBuilder();
        for (String word : function.shortName().split("_")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
