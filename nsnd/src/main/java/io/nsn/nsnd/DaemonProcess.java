package io.nsn.nsnd;

import io.nsn.config.DaemonConfig;

/** A daemon from its start until a signal stops it. */
final class DaemonProcess {

    private DaemonProcess() {}

    /** @return the exit status */
    static int run(DaemonConfig config) {
        Log.configure(config.logLevel());
        throw new UnsupportedOperationException("io.nsn.daemon.Daemon is not there yet");
    }
}
