package io.nsn.perf;

import io.nsn.api.Qos;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The command line of nsn-perf; short names are those of the tool of INSANE 2.0, from -w on they are our own. */
final class Options {
    private static final int WARM_UP = 10_000;

    enum Acceleration { SLOW, FAST }

    @Option(names = {"-s", "--size"}, paramLabel = "BYTES", defaultValue = "64", description = "Bytes of a message (64).")
    int size;

    @Option(names = {"-n", "--count"}, paramLabel = "COUNT", defaultValue = "0",
            description = "Messages to measure; 0: until Ctrl-C or -m (0).")
    long count;

    @Option(names = {"-q", "--qos"}, paramLabel = "slow|fast", defaultValue = "slow",
            description = "Through the kernel, or around it where the host can (slow).")
    Acceleration acceleration;

    @Option(names = {"-r", "--reliability"}, paramLabel = "unreliable|reliable", arity = "0..1",
            defaultValue = "unreliable", fallbackValue = "reliable", description = "Bare -r means reliable (unreliable).")
    Qos.Reliability reliability;

    @Option(names = {"-c", "--consumption"}, paramLabel = "poll|low", defaultValue = "poll",
            description = "The daemon polls for lowest latency, or may sleep for least CPU (poll).")
    Qos.Consumption consumption;

    @Option(names = {"-a", "--app-source-id"}, paramLabel = "ID", defaultValue = "0",
            description = "Channel that source and sink share; the same at both ends, another for each pair (0).")
    int channel;

    @Option(names = {"-t", "--sleep-time"}, paramLabel = "SECONDS", defaultValue = "0",
            description = "Time from an answer, or a message sent, to the next message; 0.001 is a millisecond (0).")
    double interval;

    @Option(names = {"-m", "--max-time"}, paramLabel = "SECONDS", defaultValue = "0",
            description = "End after this time and report what was measured; 0: no limit (0).")
    double maxTime;

    @Option(names = {"-w", "--warm-up"}, paramLabel = "COUNT",
            description = "Messages before those that are measured; give source and sink the same (10000, with -t 0).")
    private Long warmUp;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON, too.")
    Path json;

    long warmUp() {
        if (warmUp != null) {
            return warmUp;
        }
        return interval > 0 ? 0 : WARM_UP;
    }

    Qos qos() {
        return Qos.DEFAULT.with(acceleration == Acceleration.FAST ? Qos.Datapath.FAST : Qos.Datapath.DEFAULT)
                .with(reliability).with(consumption);
    }

    /** What is wrong with these values; empty where nothing is. */
    String mistake() {
        if (size < Exchange.LEAST_SIZE) {
            return "--size " + size + ": a message has at least " + Exchange.LEAST_SIZE + " bytes";
        }
        if (count < 0 || warmUp() < 0 || !(interval >= 0) || !(maxTime >= 0)) {
            return "counts and times are not negative";
        }
        return "";
    }
}
