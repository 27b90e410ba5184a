package io.nsn.daemon;

import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.client.ControlChannel;
import io.nsn.config.DaemonConfig;
import io.nsn.control.Reply;
import io.nsn.control.Request;
import io.nsn.ffi.Memory;
import io.nsn.ffi.NativeException;
import io.nsn.shm.Region;
import io.nsn.shm.WaitWord;

/**
 * Two applications that play ping-pong over real hosts, endpoints and regions, all in the caller's thread: nothing of it
 * is visible outside. The hosts may be one and the same.
 */
public final class PracticePair implements AutoCloseable {
    private static final int PING_CHANNEL = 1;
    private static final int PONG_CHANNEL = 2;
    private static final int PUMPS_BEFORE_GIVING_UP = 200_000;
    private static final int PUMPS_IN_A_HURRY = 500;
    private static final int COMMAND_EVERY = 16;

    private final Host pingHost;
    private final Host pongHost;
    private final Qos qos;
    private final ClientSession ping;
    private final ClientSession pong;
    private final int pingSource;
    private final int pingSink;
    private final int pongSource;
    private final int pongSink;
    private final WaitWord pongSleeps;
    private int patience = PUMPS_BEFORE_GIVING_UP;
    private int firstRounds;

    PracticePair(Host pingHost, Host pongHost, int applicationId, Qos qos) {
        this.pingHost = pingHost;
        this.pongHost = pongHost;
        this.qos = qos;
        ping = open(pingHost, applicationId);
        ApplicationSession pongApplication = pongHost.applications().open(applicationId, 0);
        pong = session(pongHost, pongApplication);
        int pingStream = createStream(ping, qos);
        int pongStream = createStream(pong, qos);
        pingSource = ping.createSource(pingStream, PING_CHANNEL);
        pingSink = ping.createSink(pingStream, PONG_CHANNEL);
        pongSource = pong.createSource(pongStream, PONG_CHANNEL);
        pongSink = pong.createSink(pongStream, PING_CHANNEL);
        Region region = pongApplication.port().region;
        pongSleeps = new WaitWord(region.memory(), region.layout().sinkWait(pongSink));
    }

    /** Two applications on one host without a network: what an application's process practises on. */
    public static PracticePair onOneHost() {
        Host host = new Host(DaemonConfig.embedded(), Datapaths.localOnly(), Runnable::run);
        return new PracticePair(host, host, 1, Qos.DEFAULT);
    }

    public ClientSession ping() {
        return ping;
    }

    ClientSession pong() {
        return pong;
    }

    public int pingSource() {
        return pingSource;
    }

    public int pingSink() {
        return pingSink;
    }

    /** A round of the time before messages of others: now and then with a command, as a conductor gives them; that allocates. */
    boolean firstRound(int length) {
        if (++firstRounds % COMMAND_EVERY == 0) {
            pingHost.agentProxy().send(agent -> true);
            openAndCloseStream();
        }
        return round(length);
    }

    private void openAndCloseStream() {
        int stream = createStream(ping, qos);
        ping.createSource(stream, PING_CHANNEL);
        ping.createSink(stream, PONG_CHANNEL + 1);
        ping.destroyStream(stream);
    }

    /** One message there and back, as the pong side's echo. @return false where it did not come back */
    public boolean round(int length) {
        int slot = ping.tryGetSlot();
        if (slot < 0 || ping.emit(pingSource, slot, length) < 0 || !echo()) {
            return false;
        }
        long back = arrive(ping, pingSink);
        return back >= 0 && ping.release((int) (back >>> 32)) == 1;
    }

    /** Takes what the ping side has sent and sends it back. The pong side seems to sleep: the agent wakes it. */
    public boolean echo() {
        pongSleeps.announce();
        long message = arrive(pong, pongSink);
        return message >= 0 && pong.emit(pongSource, (int) (message >>> 32), (int) message) >= 0;
    }

    /** From now on others wait for the caller: a message that is not there soon is given up. */
    void hurry() {
        patience = PUMPS_IN_A_HURRY;
    }

    /** Lets both hosts work. */
    public void pump() {
        pingHost.agent().doWork();
        if (pongHost != pingHost) {
            pongHost.agent().doWork();
        }
    }

    @Override
    public void close() {
        ping.close();
        pong.close();
        pingHost.close();
        if (pongHost != pingHost) {
            pongHost.close();
        }
    }

    /** @return as {@link ClientSession#tryConsume} */
    private long arrive(ClientSession session, int sink) {
        letArrive(session, sink);
        return session.tryConsume(sink);
    }

    /** Lets both hosts work until a message has arrived; gives up at last. */
    public void letArrive(ClientSession session, int sink) {
        for (int pumps = 0; !session.dataAvailable(sink) && pumps < patience; pumps++) {
            pump();
        }
    }

    private static int createStream(ClientSession session, Qos qos) {
        return session.createStream(qos.datapath().ordinal(), qos.consumption().ordinal(),
                qos.determinism().ordinal(), qos.reliability().ordinal());
    }

    /** A session with a host that has no threads: requests are answered on the caller's. */
    static ClientSession open(Host host, int applicationId) {
        return session(host, host.applications().open(applicationId, 0));
    }

    private static ClientSession session(Host host, ApplicationSession session) {
        ControlChannel direct = new ControlChannel() {
            @Override
            public Reply request(Request request) {
                return host.applications().handle(session, request);
            }

            @Override
            public void close() {
                host.applications().close(session);
            }
        };
        return new ClientSession(session.applicationId(), direct, session.port().region,
                (int) NativeException.check(Memory.eventfd(), "eventfd", ""));
    }
}
