package io.nsn.nsnd;

import io.nsn.config.DaemonConfig;
import io.nsn.daemon.Daemon;
import io.nsn.daemon.DaemonException;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/** A daemon from its start until a signal stops it. */
final class DaemonProcess {
    private static final System.Logger LOG = System.getLogger("nsnd");
    private static final int FAILED = 1;

    private DaemonProcess() {}

    /** @return the exit status */
    static int run(DaemonConfig config) {
        Log.configure(config.logLevel());
        CountDownLatch stop = new CountDownLatch(1);
        try (Daemon daemon = Daemon.start(config)) {
            stopOn("TERM", stop);
            stopOn("INT", stop);
            System.err.println(daemon.banner());
            System.out.println("nsnd ready");
            stop.await();
            return 0;
        } catch (DaemonException e) {
            System.err.println("nsnd: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    /** A handler of our own, so that the exit status is 0; the JVM's would make it 143 or 130. */
    private static void stopOn(String signal, CountDownLatch stop) {
        Signal.handle(new Signal(signal), received -> {
            LOG.log(System.Logger.Level.INFO, "SIG{0}: stopping", received.getName());
            stop.countDown();
        });
    }
}
