package io.nsn.daemon;

import io.nsn.datapath.Outbound;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The agent's only door for other threads: commands run on the agent's thread and the caller waits for them, which
 * takes one cycle. Before the agent's thread runs (in practice, say) they run at once, on the caller's.
 */
final class DatapathAgentProxy {
    private static final long PATIENCE_S = 5;

    private final DatapathAgent agent;
    private final Mailbox mailbox;
    private volatile boolean running;

    DatapathAgentProxy(DatapathAgent agent, Mailbox mailbox) {
        this.agent = agent;
        this.mailbox = mailbox;
    }

    /** What sends slots home; for use on the agent's thread. */
    Outbound.Completion completion() {
        return agent::complete;
    }

    /** From now on the agent has a thread of its own. */
    void running() {
        running = true;
    }

    <T> T call(Function<DatapathAgent, T> command) {
        if (!running) {
            return command.apply(agent);
        }
        try {
            return send(command).get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a command of the datapath agent failed", e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException("the datapath agent does not answer", e);
        }
    }

    /** Has the command run in one of the agent's next cycles, also where that has no thread of its own. */
    <T> CompletableFuture<T> send(Function<DatapathAgent, T> command) {
        CompletableFuture<T> done = new CompletableFuture<>();
        mailbox.post(() -> {
            try {
                done.complete(command.apply(agent));
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    void run(Consumer<DatapathAgent> command) {
        call(agent -> {
            command.accept(agent);
            return null;
        });
    }
}
