package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.client.ClientSession;
import io.nsn.client.PracticeThread;
import io.nsn.config.DaemonConfig;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A program's practice beside what it does itself. */
class PracticeThreadTest {
    private final Host host = new Host(DaemonConfig.embedded(), Datapaths.localOnly(), Runnable::run);
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile Thread player;

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void playsAfterMessagesAndEndsWithTheSession() throws InterruptedException {
        try (ClientSession session = PracticePair.open(host, 4444)) {
            int source = session.createSource(session.createStream(0, 0, 0, 1), 7);
            PracticeThread.start(session, this::play);
            assertThat(rounds).hasValue(0);
            assertThat(session.emit(source, session.tryGetSlot(), 8)).isZero();
            TestHost.await("it plays after a message", () -> rounds.get() > 100);
        }
        player.join();
    }

    private void play() {
        player = Thread.currentThread();
        rounds.incrementAndGet();
    }
}
