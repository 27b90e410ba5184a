package io.nsn.perf;

import io.nsn.api.Buffer;
import io.nsn.api.NsnException;
import io.nsn.api.Outcome;
import io.nsn.api.Session;
import io.nsn.api.Sink;
import io.nsn.api.Source;
import io.nsn.api.Stream;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The four roles. A message starts with its number and the time it was sent, as those of INSANE 2.0's tool do. */
final class Exchange {
    static final int LEAST_SIZE = 16;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final Duration SLICE = Duration.ofMillis(200);
    private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(1);
    /** Of a backlog the clock is read for some messages only: it costs as much as a message. */
    private static final int UNTIMED_AT_MOST = 32;
    private static final long HANDED_OVER_NS = TimeUnit.SECONDS.toNanos(10);

    private final Session session;
    private final Stream stream;
    private final Options options;
    private final Run run;

    Exchange(Session session, Stream stream, Options options, Run run) {
        this.session = session;
        this.stream = stream;
        this.options = options;
        this.run = run;
    }

    /** Sends, waits for the answer, and so on; messages that nobody answers before the first answer are not counted. */
    Measurement ping() {
        RoundTrips result = new RoundTrips();
        try (Sink sink = stream.createSink(options.channel); Source source = stream.createSource(options.channel)) {
            long warmUp = options.warmUp();
            boolean met = false;
            for (long sequence = 0; run.goesOn() && (options.count == 0 || result.count() < options.count); sequence++) {
                long roundTripNs = roundTrip(source, sink, sequence);
                if (roundTripNs < 0) {
                    if (met) {
                        result.recordLost();
                    } else if (sequence == 0 && run.goesOn()) {
                        System.err.println("no answer yet: is nsn-perf pong running, with the same options?");
                    }
                } else {
                    met = true;
                    if (warmUp-- <= 0) {
                        result.record(roundTripNs);
                    }
                }
                if (options.interval > 0 && (options.count == 0 || result.count() < options.count)) {
                    run.pause(options.interval);
                }
            }
        }
        return result;
    }

    private long roundTrip(Source source, Sink sink, long sequence) {
        long start = System.nanoTime();
        send(source, sequence, start);
        Buffer answer;
        while ((answer = sink.consume(SLICE)) != null || run.goesOn() && System.nanoTime() - start < ANSWER_NS) {
            if (answer != null) {
                long answered = answer.data().get(LONG, 0);
                answer.release();
                if (answered == sequence) {
                    return System.nanoTime() - start;
                }
            }
            checkOpen();
        }
        return -1;
    }

    /** Sends back what arrives, as it is. */
    Measurement pong() {
        long answered = 0;
        long start = System.nanoTime();
        try (Sink sink = stream.createSink(options.channel); Source source = stream.createSource(options.channel)) {
            ready();
            while (run.goesOn() && (options.count == 0 || answered < options.count + options.warmUp())) {
                Buffer message = sink.consume(SLICE);
                if (message != null) {
                    source.emit(message);
                    answered++;
                } else {
                    checkOpen();
                }
            }
        }
        return new Throughput(options.size, answered, 0, System.nanoTime() - start);
    }

    /** Sends as fast as it goes, or with an interval; then waits until the daemon has handed over the last message. */
    Measurement source() {
        long total = options.count == 0 ? Long.MAX_VALUE : options.count + options.warmUp();
        long sent = 0;
        long start = System.nanoTime();
        try (Source source = stream.createSource(options.channel)) {
            int token = 0;
            while (sent < total && run.goesOn()) {
                token = send(source, sent++, options.interval > 0 ? System.nanoTime() : start);
                if (options.interval > 0) {
                    run.pause(options.interval);
                }
            }
            long handedOver = System.nanoTime() + HANDED_OVER_NS;
            while (sent > 0 && source.outcome(token) == Outcome.PENDING && System.nanoTime() - handedOver < 0) {
                Thread.yield();
            }
        }
        return new Throughput(options.size, sent, 0, System.nanoTime() - start);
    }

    /** Counts what arrives. */
    Measurement sink() {
        Arrivals arrivals = new Arrivals(options.size, options.warmUp(), options.count, (long) (options.interval * 1e9));
        try (Sink sink = stream.createSink(options.channel)) {
            ready();
            long now = System.nanoTime();
            int untimed = 0;
            while (run.goesOn() && !arrivals.complete(now)) {
                Buffer message = sink.tryConsume();
                if (message == null) {
                    message = sink.consume(SLICE);
                    untimed = UNTIMED_AT_MOST;
                }
                if (untimed++ == UNTIMED_AT_MOST) {
                    now = System.nanoTime();
                    untimed = 0;
                }
                if (message != null) {
                    arrivals.arrived(message.data().get(LONG, 0), now);
                    message.release();
                } else {
                    checkOpen();
                }
            }
        }
        return arrivals.result();
    }

    private int send(Source source, long sequence, long now) {
        Buffer buffer = source.getBuffer(options.size);
        if (buffer == null) {
            throw gone();
        }
        buffer.data().set(LONG, 0, sequence);
        buffer.data().set(LONG, 8, now);
        return source.emit(buffer);
    }

    private void checkOpen() {
        if (!session.isOpen()) {
            throw gone();
        }
    }

    private static NsnException gone() {
        return new NsnException("the daemon is gone");
    }

    private static void ready() {
        System.out.println("ready");
    }
}
