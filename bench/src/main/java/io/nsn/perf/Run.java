package io.nsn.perf;

import java.util.concurrent.TimeUnit;

/** How long a measurement goes on: until it is stopped by a signal or its time is over. Any thread may stop it. */
public final class Run {
    private static final long CLOSE_WITHIN_MS = 2_000;

    private final long deadline;
    private final boolean limited;
    private volatile boolean stopped;

    /** @param seconds 0: no limit */
    public Run(double seconds) {
        limited = seconds > 0;
        deadline = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    /** Ends this run on SIGINT and SIGTERM; the calling thread then has two seconds to report before the JVM halts. */
    public Run endsBySignal() {
        Thread measuring = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopped = true;
            try {
                measuring.join(CLOSE_WITHIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return this;
    }

    /** Cheap where there is no time limit. */
    public boolean goesOn() {
        return !stopped && (!limited || System.nanoTime() - deadline < 0);
    }

    /** Sleeps between two messages. */
    public void pause(double seconds) {
        long until = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long left;
        while (goesOn() && (left = until - System.nanoTime()) > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(200)));
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
    }
}
