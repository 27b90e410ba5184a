package io.nsn.datapath;

/** Tells endpoints when a descriptor can be read or written (epoll, level-triggered). Agent's thread only. */
public interface Readiness {

    /** Called on the agent's thread with the epoll events of a descriptor. */
    @FunctionalInterface
    interface Handler {
        /** @return how much was done, at most one burst */
        int onReady(int events, long nowNs);
    }

    void add(int fd, int events, Handler handler);

    void modify(int fd, int events);

    /** To be called before the descriptor is closed. */
    void remove(int fd);
}
