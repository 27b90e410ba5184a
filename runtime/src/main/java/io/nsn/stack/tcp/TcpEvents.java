package io.nsn.stack.tcp;

/** Hears what happens. */
@FunctionalInterface
public interface TcpEvents {
    void count(TcpEvent event);
}
