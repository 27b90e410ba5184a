package io.nsn.client;

/**
 * What a process does once, before its first session, so that the first message does not meet code never run before.
 * Found by {@link java.util.ServiceLoader}: it plays with a daemon of its own, which the client does not know.
 */
public interface Rehearsal {
    /** Practises. @return one more round of it, for who waits for a message and is to stay in practice; any thread */
    Runnable rehearse();
}
