package io.nsn.config;

/** Finds what a mistyped word may have meant. */
final class Nearest {

    private Nearest() {}

    /** The candidate with the fewest edits, or null where it takes more than one, and one more for every four letters. */
    static String to(String word, Iterable<String> candidates) {
        String nearest = null;
        int fewest = word.length() / 4 + 2;
        for (String candidate : candidates) {
            int edits = edits(word, candidate);
            if (edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance: letters inserted, deleted or replaced. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
