package io.nsn.client;

/** What a daemon tells of itself, to anybody who may connect. */
public final class DaemonInfo {
    private DaemonInfo() {}

    /**
     * The report of the daemon at a control socket as JSON text: plugins, streams, counters.
     *
     * @throws io.nsn.api.NsnException where none answers
     */
    public static String fetch(String socketName) {
        return Connector.report(socketName);
    }
}
