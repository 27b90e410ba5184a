package io.nsn.daemon;

import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.config.DaemonConfig;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;
import io.nsn.datapath.packet.UdpDpdkProvider;
import io.nsn.port.PacketPort;
import io.nsn.port.memory.MemoryPort;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the middleware itself costs a message, one way: every step from emit to the port of one daemon and from the port of
 * the other to release, on one thread, over a cable in memory; and the cable alone, to be taken off. In the daemon's
 * package, since it drives two agents by hand. The JVM's options are the daemon's; several JVMs, since what is inlined
 * into what differs between them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 2, time = 1)
@Fork(value = 3, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:MaxInlineLevel=25"})
public class OverheadBenchmark {
    private static final int APPLICATION = 4444;
    private static final int CHANNEL = 7;
    private static final int BURST = 32;
    private static final int MTU = 1500;
    private static final int FRAMES = 64;
    /** Ethernet, IPv4 and UDP headers, and the channel id. */
    private static final int HEADERS = 14 + 20 + 8 + 4;
    private static final int PATIENCE = 1000;

    /** Bytes of a message. */
    @Param({"64", "1024"})
    public int size;

    private final Arena arena = Arena.ofConfined();
    private final long frame = arena.allocate(MTU, 64).address();
    private final MemoryPort.Pair cable = MemoryPort.pair(MTU, FRAMES);
    private long received;
    private final PacketPort.FrameHandler handler = (address, length) -> received += length;
    private Host near;
    private Host far;
    private ClientSession sender;
    private ClientSession receiver;
    private int source;
    private int sink;

    /** Two hosts on a cable in memory, who know each other's address. */
    @Setup
    public void connect() throws DatapathException {
        Datapath[] joined = new UdpDpdkProvider().practice(settings("10.0.0.1", "10.0.0.2"),
                settings("10.0.0.2", "10.0.0.1"));
        near = host(joined[0]);
        far = host(joined[1]);
        sender = PracticePair.open(near, APPLICATION);
        receiver = PracticePair.open(far, APPLICATION);
        source = sender.createSource(stream(sender), CHANNEL);
        sink = receiver.createSink(stream(receiver), CHANNEL);
        emit();
        for (int i = 0; i < PATIENCE && !receiver.dataAvailable(sink); i++) {
            near.agent().doWork();
            far.agent().doWork();
        }
        consume();
    }

    @TearDown
    public void close() {
        sender.close();
        receiver.close();
        near.close();
        far.close();
        arena.close();
    }

    /** A message alone: a cycle of each agent for it. */
    @Benchmark
    public void message() {
        emit();
        near.agent().doWork();
        far.agent().doWork();
        consume();
    }

    /** Messages that come in bursts share the agents' cycles. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void messageInBurst() {
        for (int i = 0; i < BURST; i++) {
            emit();
        }
        near.agent().doWork();
        far.agent().doWork();
        for (int i = 0; i < BURST; i++) {
            consume();
        }
    }

    /** A frame of the same length over the same kind of cable. */
    @Benchmark
    public long rawPort() {
        cable.left().send(frame, HEADERS, frame + HEADERS, size);
        cable.right().receive(handler, BURST);
        return received;
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public long rawPortInBurst() {
        for (int i = 0; i < BURST; i++) {
            cable.left().send(frame, HEADERS, frame + HEADERS, size);
        }
        cable.right().receive(handler, BURST);
        return received;
    }

    private void emit() {
        if (sender.emit(source, sender.tryGetSlot(), size) < 0) {
            throw new IllegalStateException("a message was not taken");
        }
    }

    private void consume() {
        long message = receiver.tryConsume(sink);
        if (message < 0 || receiver.release((int) (message >>> 32)) != 1) {
            throw new IllegalStateException("a message did not arrive");
        }
    }

    private static Host host(Datapath datapath) {
        return new Host(DaemonConfig.embedded(), Datapaths.of("udpdpdk", datapath), Runnable::run);
    }

    private static DatapathSettings settings(String own, String peer) {
        DaemonConfig config = DaemonConfig.embedded();
        return new DatapathSettings(own, Map.of("ip", own), List.of(new DatapathSettings.Peer("peer", peer)),
                config.ioBufsSize() - 4, config.maxTxBurst(), config.maxRxBurst());
    }

    private static int stream(ClientSession session) {
        return session.createStream(Qos.Datapath.FAST.ordinal(), Qos.Consumption.POLL.ordinal(),
                Qos.Determinism.DEFAULT.ordinal(), Qos.Reliability.UNRELIABLE.ordinal());
    }
}
