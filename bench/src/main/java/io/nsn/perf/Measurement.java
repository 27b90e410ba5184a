package io.nsn.perf;

import java.util.Map;

/** What a role has measured. */
public interface Measurement {

    /** For people: a table. */
    String text();

    /** For programs: name to number, in the order of the text. */
    Map<String, Object> values();
}
