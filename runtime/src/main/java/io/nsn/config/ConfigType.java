package io.nsn.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a key's value may be. */
public sealed interface ConfigType {

    /** Whether the file has the value in double quotes. */
    default boolean quoted() {
        return true;
    }

    boolean accepts(String value);

    /** The range in words, following "must be". */
    String rule();

    /** What to write instead of a refused value, or an empty string where nothing is likely. */
    default String cure(String refused) {
        return "";
    }

    /** The value as the file has it. */
    default String written(String value) {
        return quoted() ? '"' + value + '"' : value;
    }

    record WholeNumber(int min, int max) implements ConfigType {
        @Override
        public boolean quoted() {
            return false;
        }

        @Override
        public boolean accepts(String value) {
            long number = parse(value);
            return number >= min && number <= max;
        }

        @Override
        public String rule() {
            return "a whole number, " + min + " to " + max;
        }

        /** The number, or {@link Long#MIN_VALUE}, which no range has. */
        static long parse(String value) {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                return Long.MIN_VALUE;
            }
        }
    }

    record PowerOfTwo(int min, int max) implements ConfigType {
        @Override
        public boolean quoted() {
            return false;
        }

        @Override
        public boolean accepts(String value) {
            long number = WholeNumber.parse(value);
            return number >= min && number <= max && Long.bitCount(number) == 1;
        }

        @Override
        public String rule() {
            return "a power of two, " + min + " to " + max;
        }

        @Override
        public String cure(String refused) {
            long number = WholeNumber.parse(refused);
            return number > min && number < max ? "the next is " + Long.highestOneBit(number) * 2 : "";
        }
    }

    record Choice(List<String> values) implements ConfigType {
        static Choice of(Object[] values) {
            return new Choice(Arrays.stream(values).map(Object::toString).toList());
        }

        @Override
        public boolean accepts(String value) {
            return values.contains(value);
        }

        @Override
        public String rule() {
            return "one of " + String.join(", ", values);
        }

        @Override
        public String cure(String refused) {
            String nearest = Nearest.to(refused, values);
            return nearest == null ? "" : "did you mean " + written(nearest) + '?';
        }
    }

    /** The address of one host. */
    record Ipv4() implements ConfigType {
        @Override
        public boolean accepts(String value) {
            String[] parts = value.split("\\.", -1);
            if (parts.length != 4) {
                return false;
            }
            for (String part : parts) {
                if (!isOctet(part)) {
                    return false;
                }
            }
            int first = Integer.parseInt(parts[0]);
            return first > 0 && first < 224;
        }

        /** Without leading zeros, which some read as octal. */
        private static boolean isOctet(String part) {
            long number = WholeNumber.parse(part);
            return number >= 0 && number <= 255 && part.equals(Long.toString(number));
        }

        @Override
        public String rule() {
            return "the IPv4 address of a host, as 10.0.0.1";
        }
    }

    record SocketAddress() implements ConfigType {
        /** sun_path has 108 bytes, one of them for the leading or closing zero. */
        private static final int MAX_BYTES = 107;

        @Override
        public boolean accepts(String value) {
            return !value.isEmpty() && !value.equals("@")
                    && value.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
        }

        @Override
        public String rule() {
            return "a path or @NAME, at most " + MAX_BYTES + " bytes";
        }
    }

    record Text() implements ConfigType {
        @Override
        public boolean accepts(String value) {
            return true;
        }

        @Override
        public String rule() {
            return "text";
        }
    }
}
