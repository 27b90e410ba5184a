package io.nsn.perf.tcp;

import io.nsn.counters.Counters;
import io.nsn.datapath.EpollReadiness;
import io.nsn.datapath.packet.PacketHost;
import io.nsn.ffi.Threads;
import io.nsn.perf.Run;
import io.nsn.port.PacketPort;
import io.nsn.port.PortException;
import io.nsn.port.dpdk.DpdkPorts;
import io.nsn.stack.tcp.TcpConnection;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One end of a bulk transfer between two TCPs of ours: the source writes for some seconds, the sink counts. */
@Command(name = "tcp-peer", mixinStandardHelpOptions = true)
public final class TcpPeer implements Callable<Integer> {
    private static final int PORT = 5201;
    private static final int BURST = 64;
    /** As much as 362 full segments: DPDK's af_xdp drops what comes when its ring of 512 frames is full. */
    private static final long MOST_UNACKNOWLEDGED = 512 << 10;
    private static final long SINK_SLEEP_NS = 50_000;

    enum Role { SOURCE, SINK }

    @Parameters(paramLabel = "source|sink")
    private Role role;

    @Option(names = "--vdev", required = true, description = "A virtual device of DPDK: net_af_packet0,iface=eth0.")
    private String vdev;

    @Option(names = "--here", required = true, description = "Own address on that device, which the kernel does not have.")
    private String here;

    @Option(names = "--there", required = true, description = "The other end's address.")
    private String there;

    @Option(names = "-s", defaultValue = "65536", description = "Bytes written at a time, a power of two.")
    private int size;

    @Option(names = "-t", defaultValue = "3", description = "Seconds that count.")
    private double seconds;

    @Option(names = "-w", defaultValue = "3", description = "Seconds before those that count.")
    private double warmUp;

    private final Run run = new Run(0).endsBySignal();
    private PacketHost host;
    private Bulk bulk;
    private TcpConnection connection;

    public static void main(String[] arguments) {
        int status = new CommandLine(new TcpPeer()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    @Override
    public Integer call() throws PortException {
        PacketPort port = DpdkPorts.open(null, null, vdev);
        host = new PacketHost(port, address(here));
        bulk = new Bulk(size);
        long now = System.nanoTime();
        host.attach(new EpollReadiness(), new Counters(), BURST, now);
        host.ip().neighbor(address(there), now);
        connection = host.tcp().add(bulk, address(here), PORT, address(there), PORT);
        System.out.println("ready");
        if (role == Role.SINK) {
            sink();
        } else {
            source();
        }
        host.close();
        return 0;
    }

    private void source() {
        while (run.goesOn() && !bulk.connected()) {
            connection.connect(System.nanoTime());
            long again = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            turnUntil(() -> bulk.connected() || System.nanoTime() - again > 0);
        }
        long end = System.nanoTime() + (long) ((warmUp + seconds) * TimeUnit.SECONDS.toNanos(1));
        turnUntil(() -> {
            while (bulk.write(MOST_UNACKNOWLEDGED)) { }
            return System.nanoTime() - end > 0 || bulk.ended();
        });
        connection.close(System.nanoTime());
        turnUntil(bulk::ended);
    }

    private void sink() {
        connection.listen();
        turnUntil(bulk::connected);
        long start = System.nanoTime();
        turnUntil(() -> System.nanoTime() - start > (long) (warmUp * TimeUnit.SECONDS.toNanos(1)));
        long before = bulk.received();
        long from = System.nanoTime();
        turnUntil(() -> System.nanoTime() - from > (long) (seconds * TimeUnit.SECONDS.toNanos(1)) || bulk.ended());
        double megabits = (bulk.received() - before) * 8e3 / (System.nanoTime() - from);
        turnUntil(bulk::ended);
        connection.close(System.nanoTime());
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        turnUntil(() -> System.nanoTime() - until > 0); // the last ACKs
        System.out.printf(Locale.ROOT, "%.1f Mbit/s%n", megabits);
    }

    private void turnUntil(BooleanSupplier condition) {
        while (run.goesOn() && !condition.getAsBoolean()) {
            long now = System.nanoTime();
            int work = host.poll(now);
            if (role == Role.SOURCE && connection.transmit(now) > 0) {
                host.flush();
                work++;
            }
            if (work == 0) {
                rest();
            }
        }
    }

    /** The sink leaves its core to the source, which has more to do; so does iperf3's, which sleeps in the kernel. */
    private void rest() {
        if (role == Role.SINK) {
            LockSupport.parkNanos(SINK_SLEEP_NS);
        } else {
            Threads.yieldCore();
        }
    }

    private static int address(String dotted) {
        int address = 0;
        for (String part : dotted.split("\\.")) {
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }
}
