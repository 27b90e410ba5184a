package io.nsn.daemon;

import io.nsn.config.DaemonConfig;
import io.nsn.config.SocketName;
import io.nsn.control.ControlSocket;
import io.nsn.datapath.EpollReadiness;
import io.nsn.ffi.NativeException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A running daemon: its parts wired and on their threads. */
public final class Daemon implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("nsnd");

    private final DaemonConfig config;
    private final String socketName;
    private final StandingPractice practice;
    private final Host host;
    private final Mailbox conductorMailbox = new Mailbox();
    private final EpollReadiness conductorReadiness = new EpollReadiness();
    private final Conductor conductor;
    private final ControlServer server;
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final Thread conductorThread;
    private final Thread agentThread;
    private volatile boolean stopping;

    /**
     * Starts a daemon; when this returns, applications can connect.
     *
     * @throws DaemonException one line that says what is wrong and how to cure it
     */
    public static Daemon start(DaemonConfig config) throws DaemonException {
        String name = SocketName.resolve(config.socket());
        ControlSocket listener = listen(name);
        try {
            return new Daemon(config, name, listener);
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private Daemon(DaemonConfig config, String socketName, ControlSocket listener) {
        this.config = config;
        this.socketName = socketName;
        practice = Practice.daemon(config);
        host = new Host(config, Datapaths.start(config), conductorMailbox::post);
        conductor = new Conductor(conductorReadiness, conductorMailbox, host.counters());
        server = new ControlServer(listener, conductorReadiness, host,
                () -> Report.of(host, this.socketName));
        host.agentProxy().running();
        agentThread = new Thread(this::runAgent, "nsn-agent");
        conductorThread = new Thread(conductor, "nsn-conductor");
        agentThread.start();
        conductorThread.start();
    }

    /** What runs here, for people: plugins, peers, the control socket. */
    public String banner() {
        return Banner.of(config, socketName, host.datapaths());
    }

    public void awaitTermination() throws InterruptedException {
        terminated.await();
    }

    /** Stops: applications are told by the end of their connection. Idempotent. */
    @Override
    public synchronized void close() {
        if (stopping) {
            return;
        }
        conductor.stop();
        join(conductorThread);
        server.close();
        host.agentProxy().run(any -> stopping = true);
        join(agentThread);
        conductorMailbox.drain(Integer.MAX_VALUE);
        host.close();
        conductorReadiness.close();
        conductorMailbox.close();
        removeSocketFile();
        terminated.countDown();
    }

    private void runAgent() {
        while (!stopping) {
            try {
                runCycle(host.agent());
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a cycle of the agent failed: a bug, please report it", e);
            }
        }
        practice.close();
    }

    private void runCycle(DatapathAgent agent) {
        int work = agent.doWork();
        if (work > 0) {
            practice.postpone();
            agent.share(work);
        } else if (!practice.play(agent, agent.nowNs())) {
            agent.idle();
        }
    }

    private static ControlSocket listen(String name) throws DaemonException {
        try {
            return ControlSocket.listen(name);
        } catch (NativeException e) {
            if (e.errno() != NativeException.EADDRINUSE) {
                throw new DaemonException("cannot open the control socket: " + e.getMessage(), e);
            }
            return replaceStale(name, e);
        }
    }

    /** A path that nobody listens on is what a killed daemon left behind. */
    private static ControlSocket replaceStale(String name, NativeException inUse) throws DaemonException {
        try {
            if (!name.startsWith("@") && !answers(name)) {
                Files.delete(Path.of(name));
                return ControlSocket.listen(name);
            }
        } catch (IOException | NativeException e) {
            throw new DaemonException("cannot open the control socket: " + e.getMessage(), e);
        }
        throw new DaemonException("another daemon already serves the control socket " + name
                + ": stop it, or give this one another by [global] socket or NSND_SOCKET", inUse);
    }

    private static boolean answers(String name) {
        try (ControlSocket probe = ControlSocket.connect(name)) {
            return true;
        } catch (NativeException e) {
            return false;
        }
    }

    private void removeSocketFile() {
        if (!socketName.startsWith("@")) {
            try {
                Files.deleteIfExists(Path.of(socketName));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot remove {0}: {1}", socketName, e.getMessage());
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
