package io.nsn.config;

import java.util.Locale;

/** How much is logged. */
public enum LogLevel {
    TRACE(System.Logger.Level.TRACE),
    DEBUG(System.Logger.Level.DEBUG),
    INFO(System.Logger.Level.INFO),
    WARN(System.Logger.Level.WARNING),
    ERROR(System.Logger.Level.ERROR);

    private final System.Logger.Level level;

    LogLevel(System.Logger.Level level) {
        this.level = level;
    }

    public System.Logger.Level level() {
        return level;
    }

    /** As written in the files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LogLevel of(String written) {
        return valueOf(written.toUpperCase(Locale.ROOT));
    }
}
