package io.nsn.nsnd;

import io.nsn.config.LogLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log: one line for each message on standard error, {@code HH:mm:ss.SSS level logger message}. */
final class Log {
    /** Kept: the loggers that nobody refers to are collected, and their levels with them. */
    private static final Logger ROOT = Logger.getLogger("");

    private Log() {}

    static void configure(LogLevel level) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Handler handler = new ConsoleHandler();
        handler.setFormatter(new OneLine());
        handler.setLevel(Level.ALL);
        ROOT.addHandler(handler);
        ROOT.setLevel(level(level));
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
    }

    private static final class OneLine extends Formatter {
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

        @Override
        public String format(LogRecord record) {
            String time = TIME.format(LocalTime.ofInstant(record.getInstant(), ZoneId.systemDefault()));
            return time + ' ' + name(record.getLevel()) + ' ' + record.getLoggerName() + ' ' + formatMessage(record)
                    + '\n' + trace(record.getThrown());
        }

        private static LogLevel name(Level level) {
            return level.intValue() >= Level.SEVERE.intValue() ? LogLevel.ERROR
                    : level.intValue() >= Level.WARNING.intValue() ? LogLevel.WARN
                    : level.intValue() >= Level.INFO.intValue() ? LogLevel.INFO
                    : level.intValue() >= Level.FINE.intValue() ? LogLevel.DEBUG : LogLevel.TRACE;
        }

        private static String trace(Throwable thrown) {
            if (thrown == null) {
                return "";
            }
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text, true));
            return text.toString();
        }
    }
}
