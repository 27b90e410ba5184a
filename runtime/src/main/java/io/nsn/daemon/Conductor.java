package io.nsn.daemon;

import io.nsn.counters.Counters;
import io.nsn.datapath.EpollReadiness;
import io.nsn.ffi.Sockets;
import java.lang.System.Logger.Level;

/** The thread that serves the control socket and carries out what the agent reports. May allocate, block and log. */
final class Conductor implements Runnable {
    private static final System.Logger LOG = System.getLogger("nsnd.conductor");
    private static final int COMMANDS_PER_CYCLE = 64;
    private static final int PATIENCE_MS = 1000;

    private final EpollReadiness readiness;
    private final Mailbox mailbox;
    private final LinkWatch watch;
    private volatile boolean stopped;

    Conductor(EpollReadiness readiness, Mailbox mailbox, Counters counters) {
        this.readiness = readiness;
        this.mailbox = mailbox;
        watch = new LinkWatch(counters, line -> LOG.log(Level.WARNING, line), System.nanoTime());
        readiness.add(mailbox.fd(), Sockets.EPOLLIN, (events, now) -> {
            mailbox.silence();
            return 1;
        });
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                readiness.await(PATIENCE_MS, System.nanoTime());
                mailbox.drain(COMMANDS_PER_CYCLE);
                watch.look(System.nanoTime());
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a request failed: a bug, please report it", e);
            }
        }
        mailbox.drain(Integer.MAX_VALUE);
    }

    /** From any thread: the loop ends. */
    void stop() {
        stopped = true;
        mailbox.post(() -> { });
    }
}
