package io.nsn.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a program in practice: plays a round now and then while the program sent a message lately and does something else now. Its
 * next message finds in the CPU's caches what they forget within some ten milliseconds. Ends with the session.
 */
public final class PracticeThread implements Runnable {
    private static final long LATELY_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long BETWEEN_ROUNDS_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A program in the middle of its messages is to be left alone. */
    private static final long BETWEEN_LOOKS_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ClientSession session;
    private final Runnable round;

    private PracticeThread(ClientSession session, Runnable round) {
        this.session = session;
        this.round = round;
    }

    /** @param round one message there and back on a session of its own; run by this thread, and by those that the daemon nudges */
    public static void start(ClientSession session, Runnable round) {
        session.onNudge(round);
        Thread thread = new Thread(new PracticeThread(session, round), "nsn-practice");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        int sent = 0;
        long lastSentNs = System.nanoTime() - LATELY_NS;
        long pauseNs = BETWEEN_LOOKS_NS;
        while (session.isOpen()) {
            LockSupport.parkNanos(pauseNs);
            int token = session.nextToken();
            if (token != sent) {
                sent = token;
                lastSentNs = System.nanoTime();
                pauseNs = BETWEEN_LOOKS_NS;
            } else if (System.nanoTime() - lastSentNs < LATELY_NS) {
                round.run();
                pauseNs = BETWEEN_ROUNDS_NS;
            } else {
                pauseNs = BETWEEN_LOOKS_NS;
            }
        }
    }
}
