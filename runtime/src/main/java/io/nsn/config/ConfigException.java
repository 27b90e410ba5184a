package io.nsn.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; the message has one line for each thing that is wrong. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param file where, as the caller named it
     * @param line from 1; 0 where it is no single line's fault
     * @param what the part of the file, as {@code [global] io_bufs_num = 1000}; may be empty
     * @param cure what is wrong and what to write instead
     */
    public record Problem(String file, int line, String what, String cure) {
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line : "") + ": " + (what.isEmpty() ? "" : what + ": ") + cure;
        }
    }

    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
