package io.nsn.daemon;

import io.nsn.config.DaemonConfig;
import io.nsn.counters.Counters;
import io.nsn.shm.RegionLayout;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The core of a daemon, wired: the agent, the plugins and the applications, but neither threads nor a socket. The
 * {@link Daemon} gives it both; a practice run drives it from one thread.
 */
public final class Host implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("nsnd.agent");
    private static final int MAX_SINKS = 4096;
    private static final int SPIN_FROM_CORES = 6;
    private static final int CHANNEL_ID_BYTES = 4;

    private final Counters counters = new Counters();
    private final Mailbox agentMailbox = new Mailbox();
    private final DatapathAgent agent;
    private final DatapathAgentProxy proxy;
    private final Datapaths datapaths;
    private final Carriers carriers;
    private final Applications applications;
    private Consumer<ApplicationSession> disconnect = session -> { };

    /** @param conductor runs what the agent reports */
    Host(DaemonConfig config, Datapaths datapaths, Executor conductor) {
        this.datapaths = datapaths;
        boolean spin = Runtime.getRuntime().availableProcessors() >= SPIN_FROM_CORES;
        agent = new DatapathAgent(agentMailbox, counters, spin,
                (port, rule) -> conductor.execute(() -> violated(port, rule)),
                carrier -> conductor.execute(() -> closed(carrier)),
                fault -> conductor.execute(() -> LOG.log(Level.ERROR, "an endpoint failed and is closed", fault)));
        proxy = new DatapathAgentProxy(agent, agentMailbox);
        int maxMessage = config.ioBufsSize() - CHANNEL_ID_BYTES;
        carriers = new Carriers(datapaths, proxy, agent.wakeups(), counters, config.maxTxBurst(), maxMessage);
        carriers.appear();
        RegionLayout layout = new RegionLayout(config.ioBufsNum(), config.ioBufsNum(), maxMessage, MAX_SINKS);
        applications = new Applications(layout, config.appNum(), datapaths, carriers, proxy, agent.wakeups(), counters,
                conductor);
    }

    Applications applications() {
        return applications;
    }

    Datapaths datapaths() {
        return datapaths;
    }

    Counters counters() {
        return counters;
    }

    DatapathAgent agent() {
        return agent;
    }

    DatapathAgentProxy agentProxy() {
        return proxy;
    }

    /** What applications write to in order to wake the agent. */
    int doorbell() {
        return agentMailbox.fd();
    }

    /** How a violation ends the offender's connection; set by whoever keeps connections. */
    void onDisconnect(Consumer<ApplicationSession> disconnect) {
        this.disconnect = disconnect;
    }

    /** To be called when the agent's thread has ended. */
    @Override
    public void close() {
        agent.close();
        datapaths.close();
        agentMailbox.close();
    }

    private void closed(Carrier carrier) {
        carriers.closed(carrier);
    }

    private void violated(ApplicationPort port, String rule) {
        ApplicationSession session = applications.of(port);
        if (session != null) {
            LOG.log(Level.WARNING, "process {0,number,#} (application {1,number,#}) broke the shared-memory protocol "
                    + "({2}): its session ends", session.processId(), session.applicationId(), rule);
            disconnect.accept(session);
        }
    }
}
