package io.nsn.ffi.bindgen;

/**
 * A C type as Java passes it.
 *
 * @param spelling in C
 * @param java     the primitive type; null for what is no scalar: structures, arrays
 * @param layout   the name of its {@code ValueLayout}; null where java is null or void
 */
record CType(String spelling, String java, String layout) {

    static CType scalar(String spelling, int bits) {
        return switch (bits) {
            case 0 -> new CType(spelling, "void", null);
            case 8 -> new CType(spelling, "byte", "JAVA_BYTE");
            case 16 -> new CType(spelling, "short", "JAVA_SHORT");
            case 32 -> new CType(spelling, "int", "JAVA_INT");
            case 64 -> new CType(spelling, "long", "JAVA_LONG");
            default -> throw new IllegalArgumentException(spelling + " has " + bits + " bits");
        };
    }

    static CType aggregate(String spelling) {
        return new CType(spelling, null, null);
    }

    boolean isVoid() {
        return "void".equals(java);
    }

    boolean isScalar() {
        return layout != null;
    }

    /** {@code char **argv} */
    String declare(String name) {
        return spelling + (spelling.endsWith("*") ? "" : " ") + name;
    }

    /** The layout for memory: C aligns by its own rules, packed structures too, so nothing is checked. */
    String memoryLayout() {
        return layout.equals("JAVA_BYTE") ? layout : layout + "_UNALIGNED";
    }
}
