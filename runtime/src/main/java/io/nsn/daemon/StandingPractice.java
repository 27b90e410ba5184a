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

    private record Standing(String datapath, PracticePair pair) {}

    private final List<Standing> all = new ArrayList<>();
    private int firstRounds;
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
        if (firstRounds < Practice.SETTLED_ROUNDS) {
            firstRounds++;
            playFirstRound();
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

    private void playFirstRound() {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (!all.get(i).pair().firstRound(LENGTH)) {
                end(i);
            }
        }
    }

    private void playRound(DatapathAgent agent) {
        for (int i = all.size() - 1; i >= 0; i--) {
            Standing one = all.get(i);
            if (agent.polls(one.datapath()) && !one.pair().round(LENGTH)) {
                end(i);
            }
        }
    }

    private void end(int place) {
        Standing one = all.remove(place);
        LOG.log(Level.DEBUG, "a message of the standing practice of {0} was lost: it ends", one.datapath());
        one.pair().close();
    }

    @Override
    public void close() {
        all.forEach(standing -> standing.pair().close());
        all.clear();
    }
}
