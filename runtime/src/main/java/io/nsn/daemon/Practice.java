package io.nsn.daemon;

import io.nsn.api.NsnException;
import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.client.Rehearsal;
import io.nsn.config.DaemonConfig;
import io.nsn.config.PeerConfig;
import io.nsn.config.PluginConfig;
import io.nsn.control.ControlSocket;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathProvider;
import io.nsn.datapath.DatapathSettings;
import io.nsn.ffi.NativeException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The practice run: before a process says it is ready, its real classes have moved some thousand messages on private
 * regions and sockets, so that the first real message does not meet code never run before. The one place that decides
 * how much.
 */
public final class Practice {
    private static final System.Logger LOG = System.getLogger("nsn.practice");
    private static final int ROUNDS = 3000;
    /** Of a daemon, for each datapath, once it is ready: enough for the JVM's first compiler to see all of the way. */
    static final int SETTLED_ROUNDS = 400;
    private static final long AT_MOST_NS = TimeUnit.MILLISECONDS.toNanos(150);
    /** Of a daemon, for each datapath: more of them are to be ready in half a second, too. */
    private static final long BEFORE_READY_NS = TimeUnit.MILLISECONDS.toNanos(70);
    private static final long COMPILERS_AT_MOST_NS = TimeUnit.MILLISECONDS.toNanos(200);
    /** The interpreter looks at a method every 128 calls whether it is to be compiled. */
    private static final int WAITS = 130;
    private static final int LENGTH = 64;
    /** A wait that yields as long as it does at all and then sleeps. */
    public static final long UNTIL_ASLEEP_NS = ClientSession.YIELD_AT_LEAST_NS + 10_000;

    /** One message there and back. */
    @FunctionalInterface
    public interface Round {
        /** @return false where it did not come back */
        boolean play();
    }

    /** What a Java application's process does before its first session is ready. */
    public static final class Client implements Rehearsal {
        @Override
        public Runnable rehearse() {
            JavaPractice practice = new JavaPractice();
            play(practice::thereAndBack, practice::sleepInVain, COMPILERS_AT_MOST_NS);
            return standing(practice::standingRound);
        }
    }

    private record Standing(Round round, AtomicBoolean idle) implements Runnable {
        @Override
        public void run() {
            if (idle.compareAndSet(true, false)) {
                idle.set(plays());
            }
        }

        private boolean plays() {
            try {
                return round.play();
            } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "the standing practice ends", e);
                return false;
            }
        }
    }

    private Practice() {}

    /**
     * What a daemon does before it opens its control socket: for each configured datapath, on hosts joined privately.
     *
     * @return what keeps it in practice
     */
    static StandingPractice daemon(DaemonConfig config) {
        StandingPractice standing = new StandingPractice();
        practiseControl();
        for (String plugin : config.plugins().keySet()) {
            DatapathProvider provider = Datapaths.provider(plugin);
            if (provider != null) {
                practise(config, provider, standing);
            }
        }
        return standing;
    }

    private static void practiseControl() {
        try {
            ControlPractice.play();
        } catch (NativeException | ControlSocket.WouldBlock e) {
            LOG.log(Level.DEBUG, "no practice of the control socket", e);
        }
    }

    private static void practise(DaemonConfig config, DatapathProvider provider, StandingPractice standing) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String network = "127." + random.nextInt(1, 255) + "." + random.nextInt(1, 255) + ".";
        int port = random.nextInt(20_000, 60_000);
        DaemonConfig one = alone(config, provider.name(), network + 1, network + 2);
        DaemonConfig other = alone(config, provider.name(), network + 2, network + 1);
        try {
            Datapath[] joined = provider.practice(settings(one), settings(other));
            Host ping = new Host(one, Datapaths.of(provider.name(), joined[0]), Runnable::run);
            Host pong = new Host(other, Datapaths.of(provider.name(), joined[1]), Runnable::run);
            PracticePair pair = new PracticePair(ping, pong, port, qos(provider));
            standing.add(provider.name(), pair);
            playAtMost(() -> pair.firstRound(LENGTH), BEFORE_READY_NS);
            pair.hurry();
        } catch (NsnException | DatapathException e) {
            LOG.log(Level.DEBUG, "no practice of {0}: {1}", provider.name(), e.getMessage());
        }
    }

    private static Qos qos(DatapathProvider provider) {
        return Qos.DEFAULT.with(provider.accelerated() ? Qos.Datapath.FAST : Qos.Datapath.DEFAULT)
                .with(provider.reliable() ? Qos.Reliability.RELIABLE : Qos.Reliability.UNRELIABLE);
    }

    /** The daemon's configuration with this plugin for its only one, on an address and with a peer of practice. */
    private static DaemonConfig alone(DaemonConfig config, String datapath, String own, String other) {
        PluginConfig plugin = new PluginConfig(datapath, own, Map.of("ip", own));
        return new DaemonConfig(config.appNum(), config.ioBufsNum(), config.ioBufsSize(), config.shmSizeMb(),
                config.maxTxBurst(), config.maxRxBurst(), config.logLevel(), null, config.restHost(),
                config.restPort(), List.of(new PeerConfig("practice", Map.of(datapath, other))),
                new LinkedHashMap<>(Map.of(datapath, plugin)));
    }

    private static DatapathSettings settings(DaemonConfig alone) {
        return Datapaths.settings(alone.plugins().values().iterator().next(), alone);
    }

    /** A round whenever it is run: one at a time, whichever thread asks, and none after one that failed. */
    public static Runnable standing(Round round) {
        return new Standing(round, new AtomicBoolean(true));
    }

    /**
     * Up to {@link #ROUNDS} messages there and back, within the time that a start may take, then waits in vain, which take long while
     * the JVM's compilers are at work.
     *
     * @param compilersNs how long to wait for these at most
     */
    public static void play(Round rounds, Runnable sleepInVain, long compilersNs) {
        playAtMost(rounds, AT_MOST_NS);
        Compilers.awaitRest(compilersNs);
        for (int i = 0; i < WAITS; i++) {
            sleepInVain.run();
        }
    }

    private static void playAtMost(Round rounds, long atMostNs) {
        long end = System.nanoTime() + atMostNs;
        for (int round = 0; round < ROUNDS; round++) {
            if (!rounds.play()) {
                LOG.log(Level.DEBUG, "practice stopped after {0} rounds", round);
                return;
            }
            if (System.nanoTime() - end > 0) {
                return;
            }
        }
    }
}
