package io.nsn.daemon;

import io.nsn.ffi.Threads;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the agent does with time in which nothing arrives. First it goes on with the practice run that a start has no more time
 * for, so that it is over when the first application comes. Then, while a stream is polled for, it plays one message there and
 * back after each millisecond of idleness, and nudges who sleeps and had a message lately: the way of the next real message is
 * then still in the CPU's caches, which forget it within some ten milliseconds. Under load, and while the agent may sleep,
 * nothing is played. Agent's thread, once that runs.
 */
final class StandingPractice implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("nsn.practice");
    private static final long AFTER_IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int LENGTH = 64;

    private static final class Standing {
        private final String datapath;
        private final PracticePair pair;
        private int round;

        Standing(String datapath, PracticePair pair) {
            this.datapath = datapath;
            this.pair = pair;
        }
    }

    private final List<Standing> all = new ArrayList<>();
    private boolean busy;
    private long dueNs = System.nanoTime();

    /** Takes over a pair on this datapath, which it closes in the end. */
    void add(String datapath, PracticePair pair) {
        all.add(new Standing(datapath, pair));
    }

    /** The agent had work: it is in practice. */
    void postpone() {
        busy = true;
    }

    /** Plays a round if it is time. @return false where the agent may idle */
    boolean play(DatapathAgent agent, long now) {
        if (busy) {
            busy = false;
            dueNs = now + AFTER_IDLE_NS;
        }
        if (!settled()) {
            Threads.yieldCore();
            return true;
        }
        if (now - dueNs < 0) {
            return false;
        }
        playRound(agent);
        agent.wakeups().nudge(now);
        dueNs = System.nanoTime() + AFTER_IDLE_NS;
        return true;
    }

    /** Plays one more of the first rounds, if there is one left. @return whether there was none */
    private boolean settled() {
        for (int i = all.size() - 1; i >= 0; i--) {
            Standing one = all.get(i);
            if (one.round < Practice.SETTLED_ROUNDS) {
                if (!one.pair.firstRound(LENGTH, one.round++)) {
                    end(one);
                }
                return false;
            }
        }
        return true;
    }

    private void playRound(DatapathAgent agent) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Standing one = all.get(i);
            if (agent.polls(one.datapath) && !one.pair.round(LENGTH, Practice.NO_SLEEP)) {
                end(one);
            }
        }
    }

    private void end(Standing one) {
        LOG.log(Level.DEBUG, "a message of the standing practice of {0} was lost: it ends", one.datapath);
        all.remove(one);
        one.pair.close();
    }

    @Override
    public void close() {
        all.forEach(standing -> standing.pair.close());
        all.clear();
    }
}
