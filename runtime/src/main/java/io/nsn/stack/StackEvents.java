package io.nsn.stack;

/** Counts what happens. */
@FunctionalInterface
public interface StackEvents {
    void count(StackEvent event);

    /** Counts {@code SPOOFED} or {@code ADDRESS_CONFLICT}: a station claims an IP address that another one holds. */
    default void claimed(StackEvent event, int ipAddress, long claimant, long holder) {
        count(event);
    }
}
