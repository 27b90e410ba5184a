package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.config.DaemonConfig;
import io.nsn.counters.Counter;
import io.nsn.shm.Region;
import io.nsn.shm.WaitWord;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An agent stays in practice while a stream is polled for; who sleeps and is nudged sleeps on. Time is what a test says. */
class StandingPracticeTest {
    private static final int APP = 4444;
    private static final long LATER = 10_000_000;
    private static final int NUDGES = 1_000;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    private final Host practised = new Host(DaemonConfig.embedded(), Datapaths.localOnly(), Runnable::run);
    private final Host host = new Host(DaemonConfig.embedded(), Datapaths.localOnly(), Runnable::run);
    private final StandingPractice practice = new StandingPractice();

    @AfterEach
    void close() {
        practice.close();
        host.close();
    }

    @Test
    void firstGoesOnWithThePracticeOfTheStartPolledForOrNot() {
        practice.add(QosSelector.LOCAL, pair());
        assertThat(roundsIn(Practice.SETTLED_ROUNDS + 5)).isEqualTo(Practice.SETTLED_ROUNDS);
    }

    @Test
    void playsNowAndThenWhatIsPolledFor() {
        stand();
        host.agent().addPollingStreams(QosSelector.LOCAL, 1);
        assertThat(roundsIn(5)).isEqualTo(5);
        host.agent().addPollingStreams(QosSelector.LOCAL, -1);
        assertThat(roundsIn(5)).isZero();
    }

    @Test
    void doesNotPlayWhileThereIsWork() {
        stand();
        host.agent().addPollingStreams(QosSelector.LOCAL, 1);
        practice.postpone();
        assertThat(practice.play(host.agent(), System.nanoTime())).isFalse();
    }

    @Test
    void endsWithAPairThatLosesAMessage() {
        PracticePair pair = stand();
        host.agent().addPollingStreams(QosSelector.LOCAL, 1);
        pair.ping().close();
        assertThat(roundsIn(5)).isZero();
    }

    @Test
    void whoIsNudgedSleepsOnUntilThereIsAMessage() throws InterruptedException {
        try (ClientSession receiver = PracticePair.open(host, APP); ClientSession sender = PracticePair.open(host, APP)) {
            int sink = receiver.createSink(receiver.createStream(0, 0, 0, 1), 7);
            int source = sender.createSource(sender.createStream(0, 0, 0, 1), 7);
            WaitWord asleep = waitWord(host.applications().all().getFirst(), sink);
            AtomicInteger returns = new AtomicInteger();
            AtomicInteger nudges = new AtomicInteger();
            receiver.onNudge(nudges::incrementAndGet);
            Thread sleeper = new Thread(() -> {
                while (receiver.awaitData(sink, PATIENCE_NS) == 0 && receiver.tryConsume(sink) >= 0) {
                    returns.incrementAndGet();
                }
            });
            sleeper.start();
            for (int message = 1; message <= 2; message++) {
                TestHost.await("the receiver sleeps", asleep::isSet);
                assertThat(sender.emit(source, sender.tryGetSlot(), 8)).isNotNegative();
                host.agent().doWork();
                int messages = message;
                TestHost.await("the message is there", () -> returns.get() == messages);
                int enough = nudges.get() + NUDGES; // so many that some meet a receiver on its way to sleep
                TestHost.await("who had a message is nudged", () -> {
                    host.agent().wakeups().nudge(System.nanoTime());
                    return nudges.get() >= enough;
                });
                assertThat(returns).hasValue(messages);
                assertThat(sleeper.isAlive()).isTrue();
            }
            receiver.close();
            sleeper.join();
        }
    }

    @Test
    void aWaitOfAYieldDoesNotSleep() {
        try (ClientSession receiver = PracticePair.open(host, APP)) {
            int sink = receiver.createSink(receiver.createStream(0, 0, 0, 1), 7);
            assertThat(receiver.awaitData(sink, 1)).isEqualTo(ClientSession.NONE);
            assertThat(waitWord(host.applications().all().getFirst(), sink).isSet()).isFalse();
        }
    }

    @Test
    void aDaemonPractisesItsControlSocketAsOftenAsItLikes() {
        assertThatCode(() -> {
            ControlPractice.play();
            ControlPractice.play();
        }).doesNotThrowAnyException();
    }

    private static WaitWord waitWord(ApplicationSession application, int sink) {
        Region region = application.port().region;
        return new WaitWord(region.memory(), region.layout().sinkWait(sink));
    }

    /** Practice that is over its first rounds. */
    private PracticePair stand() {
        PracticePair pair = pair();
        practice.add(QosSelector.LOCAL, pair);
        roundsIn(Practice.SETTLED_ROUNDS);
        return pair;
    }

    private PracticePair pair() {
        PracticePair pair = new PracticePair(practised, practised, 1, Qos.DEFAULT);
        pair.hurry();
        return pair;
    }

    /** Messages that practice has sent there and back in so many turns, each some time after the one before. */
    private long roundsIn(int turns) {
        long before = practised.counters().get(Counter.MESSAGES_DELIVERED);
        for (int turn = 1; turn <= turns; turn++) {
            practice.play(host.agent(), System.nanoTime() + LATER);
        }
        return (practised.counters().get(Counter.MESSAGES_DELIVERED) - before) / 2;
    }
}
