package io.nsn.daemon;

import io.nsn.api.Buffer;
import io.nsn.api.Qos;
import io.nsn.api.Sink;
import io.nsn.api.Source;
import io.nsn.api.Stream;
import io.nsn.client.JavaSession;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** Ping-pong of two applications on one host, by the calls that a Java program makes; all in the caller's thread. */
final class JavaPractice {
    private static final int THERE = 3;
    private static final int BACK = 4;
    private static final int LENGTH = 64;
    private static final int PUMPS_BEFORE_GIVING_UP = 500;
    private static final Duration UNTIL_ASLEEP = Duration.ofNanos(Practice.UNTIL_ASLEEP_NS);
    /** A few yields. */
    private static final Duration MOMENT = Duration.ofNanos(10_000);

    private final PracticePair pair = PracticePair.onOneHost();
    private final Source source;
    private final Sink sink;
    private final Source echoSource;
    private final Sink echoSink;
    private long sent;

    JavaPractice() {
        Stream near = new JavaSession(pair.ping()).createStream(Qos.DEFAULT);
        Stream far = new JavaSession(pair.pong()).createStream(Qos.DEFAULT);
        source = near.createSource(THERE);
        sink = near.createSink(BACK);
        echoSource = far.createSource(BACK);
        echoSink = far.createSink(THERE);
    }

    /** @return false where the message did not come back */
    boolean thereAndBack() {
        Buffer message = source.getBuffer(LENGTH);
        message.data().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, ++sent);
        source.emit(message);
        Buffer there = arrive(echoSink);
        if (there == null) {
            return false;
        }
        echoSource.emit(there);
        Buffer back = arrive(sink);
        if (back == null) {
            return false;
        }
        long returned = back.data().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        back.release();
        return returned == sent;
    }

    /** Nothing is there: the wait ends by its time-out. */
    void sleepInVain() {
        echoSink.consume(UNTIL_ASLEEP);
    }

    /** A round of a program that runs: with a wait that does not sleep. */
    boolean standingRound() {
        echoSink.consume(MOMENT);
        return thereAndBack();
    }

    private Buffer arrive(Sink sink) {
        for (int pumps = 0; !sink.dataAvailable() && pumps < PUMPS_BEFORE_GIVING_UP; pumps++) {
            pair.pump();
        }
        return sink.consume(MOMENT);
    }
}
