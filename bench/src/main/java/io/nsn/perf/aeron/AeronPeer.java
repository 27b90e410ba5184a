package io.nsn.perf.aeron;

import com.fasterxml.jackson.jr.ob.JSON;
import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import io.nsn.perf.Arrivals;
import io.nsn.perf.Measurement;
import io.nsn.perf.RoundTrips;
import io.nsn.perf.Run;
import io.nsn.perf.Throughput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * One end of a measurement over Aeron, or its media driver: one thread for all of the driver (SHARED), and every wait
 * yields, as the daemon and the applications of INSANE do on few cores. Everything else is as Aeron ships it.
 */
@Command(name = "aeron-peer", mixinStandardHelpOptions = true)
public final class AeronPeer implements Callable<Integer> {
    private static final int STREAM = 1;
    private static final int FRAGMENTS = 10;
    private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(1);

    enum Role { DRIVER, PING, PONG, SOURCE, SINK }

    @Parameters(paramLabel = "driver|ping|pong|source|sink")
    private Role role;

    @Option(names = "--folder", required = true, description = "Where driver and application meet.")
    private String folder;

    @Option(names = "--here", description = "ADDRESS:PORT to receive at.")
    private String here;

    @Option(names = "--there", description = "ADDRESS:PORT to send to.")
    private String there;

    @Option(names = "-s", defaultValue = "64")
    private int size;

    @Option(names = "-n", defaultValue = "100000")
    private long count;

    @Option(names = "-w", defaultValue = "10000")
    private long warmUp;

    @Option(names = "--json")
    private Path json;

    private final IdleStrategy idle = YieldingIdleStrategy.INSTANCE;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64 << 10]);
    private Run run;
    private long received;
    private long polledNs;

    public static void main(String[] arguments) {
        int status = new CommandLine(new AeronPeer()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    @Override
    public Integer call() throws IOException {
        run = new Run(0).endsBySignal();
        if (role == Role.DRIVER) {
            drive();
            return 0;
        }
        Measurement measured;
        try (Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(folder))) {
            measured = switch (role) {
                case PING -> ping(aeron);
                case PONG -> pong(aeron);
                case SOURCE -> source(aeron);
                default -> sink(aeron);
            };
        }
        System.out.print(measured.text());
        if (json != null) {
            JSON.std.write(measured.values(), json.toFile());
        }
        return 0;
    }

    private void drive() {
        MediaDriver.Context context = new MediaDriver.Context().aeronDirectoryName(folder).dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true).threadingMode(ThreadingMode.SHARED).sharedIdleStrategy(idle)
                .termBufferSparseFile(false);
        try (MediaDriver driver = MediaDriver.launch(context)) {
            System.out.println("ready");
            run.pause(TimeUnit.DAYS.toSeconds(1));
        }
    }

    private Measurement ping(Aeron aeron) {
        RoundTrips result = new RoundTrips();
        FragmentHandler handler = (buffer, offset, length, header) -> received = buffer.getLong(offset);
        try (Subscription answers = subscribe(aeron); ExclusivePublication out = publish(aeron)) {
            while (run.goesOn() && !answers.isConnected()) {
                idle.idle();
            }
            for (long sequence = 0; run.goesOn() && sequence < warmUp + count; sequence++) {
                long start = System.nanoTime();
                message.putLong(0, sequence);
                offer(out, size);
                received = -1;
                while (received != sequence && System.nanoTime() - start < ANSWER_NS) {
                    idle.idle(answers.poll(handler, FRAGMENTS));
                }
                if (received != sequence) {
                    result.recordLost();
                } else if (sequence >= warmUp) {
                    result.record(System.nanoTime() - start);
                }
            }
        }
        return result;
    }

    private Measurement pong(Aeron aeron) {
        long start = System.nanoTime();
        try (Subscription in = subscribe(aeron); ExclusivePublication out = publish(aeron)) {
            FragmentHandler echo = (buffer, offset, length, header) -> {
                message.putBytes(0, buffer, offset, length);
                offer(out, length);
                received++;
            };
            System.out.println("ready");
            while (run.goesOn()) {
                idle.idle(in.poll(echo, FRAGMENTS));
            }
        }
        return new Throughput(size, received, 0, System.nanoTime() - start);
    }

    private Measurement source(Aeron aeron) {
        long start = System.nanoTime();
        long sent = 0;
        try (ExclusivePublication out = publish(aeron)) {
            for (; run.goesOn() && sent < warmUp + count; sent++) {
                message.putLong(0, sent);
                offer(out, size);
            }
            run.pause(1); // a closed publication would stop resending what the network lost
        }
        return new Throughput(size, sent, 0, System.nanoTime() - start);
    }

    private Measurement sink(Aeron aeron) {
        Arrivals arrivals = new Arrivals(size, warmUp, count, 0);
        FragmentHandler handler = (buffer, offset, length, header) -> arrivals.arrived(buffer.getLong(offset), polledNs);
        try (Subscription in = subscribe(aeron)) {
            System.out.println("ready");
            while (run.goesOn() && !arrivals.complete(polledNs = System.nanoTime())) {
                idle.idle(in.poll(handler, FRAGMENTS));
            }
        }
        return arrivals.result();
    }

    private void offer(ExclusivePublication out, int length) {
        while (out.offer(message, 0, length) < 0 && run.goesOn()) {
            idle.idle();
        }
    }

    private Subscription subscribe(Aeron aeron) {
        return aeron.addSubscription("aeron:udp?endpoint=" + here, STREAM);
    }

    private ExclusivePublication publish(Aeron aeron) {
        return aeron.addExclusivePublication("aeron:udp?endpoint=" + there, STREAM);
    }
}
