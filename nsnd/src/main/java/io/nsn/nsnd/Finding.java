package io.nsn.nsnd;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the doctor found out about one thing.
 *
 * @param found   the details: a version, a place, a count; may be empty
 * @param enables what it is good for
 * @param remedy  how to get it where it is missing; empty where it is here
 */
record Finding(String name, boolean here, String found, String enables, String remedy) {

    static Finding here(String name, String found, String enables) {
        return new Finding(name, true, found, enables, "");
    }

    static Finding missing(String name, String found, String enables, String remedy) {
        return new Finding(name, false, found, enables, remedy);
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("here", here);
        map.put("found", found);
        map.put("enables", enables);
        map.put("remedy", remedy);
        return map;
    }
}
