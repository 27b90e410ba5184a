package io.nsn.stack;

/** Counts what happens. */
@FunctionalInterface
public interface StackEvents {
    void count(StackEvent event);
}
