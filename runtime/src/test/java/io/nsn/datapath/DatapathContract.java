package io.nsn.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.datapath.DatapathSettings.Peer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every datapath does, whatever carries it: a small subclass for each says how hosts are joined. */
@Timeout(60)
public abstract class DatapathContract {
    protected static final int MAX_MESSAGE = 200_000;

    private final String network = "127." + ThreadLocalRandom.current().nextInt(1, 255) + "."
            + ThreadLocalRandom.current().nextInt(1, 255) + ".";
    protected final int port = ThreadLocalRandom.current().nextInt(20_000, 60_000);
    private final List<AutoCloseable> open = new ArrayList<>();

    /** The datapath under test. */
    protected abstract DatapathProvider provider();

    /** The address of the test's host {@code number}. */
    protected final String host(int number) {
        return network + number;
    }

    /** An endpoint on a host, with these hosts for peers. */
    protected final TestEndpoint endpoint(int number, int... peers) {
        List<Peer> known = IntStream.of(peers).mapToObj(peer -> new Peer("host" + peer, host(peer))).toList();
        DatapathSettings settings = new DatapathSettings(host(number), Map.of(), known, MAX_MESSAGE, 32, 32);
        return closedLater(new TestEndpoint((inbound, outbound, counters) ->
                provider().start(settings).open(port, inbound, outbound, counters)));
    }

    protected final <T extends AutoCloseable> T closedLater(T thing) {
        open.add(thing);
        return thing;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void carriesMessagesOfEveryLength() {
        TestEndpoint one = endpoint(1, 2);
        TestEndpoint two = endpoint(2, 1);
        meet(one, two);
        for (int length : new int[] {1, 3, 4, 64, 1440, 1468, 1469, 2048, 65_502, 65_503, 65_504, 65_535, 65_536, 131_072,
            MAX_MESSAGE}) {
            byte[] payload = payload(length, length);
            one.send(length, payload);
            TestEndpoint.await("a message of " + length, () -> !two.received.isEmpty(), one, two);

            TestEndpoint.Message message = two.received.removeFirst();
            assertThat(message.channelId()).isEqualTo(length);
            assertThat(Arrays.equals(message.payload(), payload)).as("payload of %d", length).isTrue();
        }
    }

    /** Bursts both ways: short messages, long ones, equal ones in a row. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void keepsOrderBothWays(long seed) {
        Random random = new Random(seed);
        TestEndpoint one = endpoint(1, 2);
        TestEndpoint two = endpoint(2, 1);
        meet(one, two);
        int messages = 0;
        for (int burst = 0; burst < 60; burst++) {
            int length = random.nextInt(20) == 0 ? 1 + random.nextInt(MAX_MESSAGE) : 8 + random.nextInt(1500);
            for (int i = random.nextInt(20); i >= 0; i--) {
                int each = Math.max(1, length - (random.nextInt(5) == 0 ? random.nextInt(length) : 0));
                one.send(messages, payload(each, messages));
                two.send(messages, payload(each, messages));
                messages++;
                if (random.nextInt(4) == 0) {
                    one.turn();
                    two.turn();
                }
            }
            int all = messages;
            TestEndpoint.await("all of burst " + burst + ", seed " + seed,
                    () -> one.received.size() == all && two.received.size() == all, one, two);
        }
        assertExact(one.received, 0);
        assertExact(two.received, 0);
    }

    @Test
    void sendsEveryMessageToEveryPeer() {
        TestEndpoint one = endpoint(1, 2, 3);
        TestEndpoint two = endpoint(2, 1, 3);
        TestEndpoint three = endpoint(3, 1, 2);
        meet(one, two, three);
        for (int i = 0; i < 100; i++) {
            one.send(i, payload(100 + 700 * i, i));
            TestEndpoint.await("both have it", () -> two.received.size() + three.received.size() > 1, one, two, three);
            assertExact(two.received, i);
            assertExact(three.received, i);
            two.received.clear();
            three.received.clear();
        }
        assertThat(one.received).isEmpty();
    }

    @Test
    void sendsToAPeerAgainThatWasAway() {
        TestEndpoint one = endpoint(1, 2);
        TestEndpoint two = endpoint(2, 1);
        meet(one, two);
        two.close();
        for (int i = 0; i < 100; i++) {
            one.send(i, payload(1000, i));
            one.turn();
        }
        TestEndpoint again = endpoint(2, 1);
        meet(one, again);

        int first = 1000;
        for (int i = 0; i < 300; i++) {
            one.send(first + i, payload(1 + 10 * i, first + i));
        }
        TestEndpoint.await("the last arrives", () -> !again.received.isEmpty()
                && again.received.getLast().channelId() == first + 299, one, again);

        again.received.removeIf(message -> message.channelId() < first);
        assertThat(again.received).hasSize(300);
        assertExact(again.received, first);
    }

    @Test
    void finishesWhatNobodyIsThereToReceive() {
        TestEndpoint alone = endpoint(1);
        alone.send(1, payload(MAX_MESSAGE, 1));

        TestEndpoint.await("done", () -> alone.queued() == 0, alone);
        assertThat(alone.dropped()).isEqualTo(1);
    }

    /** A reliable datapath whose receiver has no room holds the sender back; an unreliable one never asks. */
    @Test
    void losesNothingToASlowReceiverWhereReliable() {
        if (!provider().reliable()) {
            return;
        }
        TestEndpoint one = endpoint(1, 2);
        TestEndpoint two = endpoint(2, 1);
        meet(one, two);
        two.room = false;
        int messages = 0;
        int idle = 0;
        while (idle < 1000) {
            boolean queued = one.send(messages, payload(50_000, messages));
            messages += queued ? 1 : 0;
            idle = one.turn() + two.turn() == 0 && !queued ? idle + 1 : 0;
        }
        assertThat(one.queued()).as("held back").isPositive();
        assertThat(two.received).isEmpty();

        two.room = true;
        int all = messages;
        TestEndpoint.await("all arrive", () -> two.received.size() == all && one.queued() == 0, one, two);
        assertExact(two.received, 0);
    }

    /** Waits until each has heard from each other. */
    protected static void meet(TestEndpoint... all) {
        for (TestEndpoint each : all) {
            TestEndpoint.await("connected", () -> {
                each.send(-2, new byte[] {1});
                each.turn();
                return Arrays.stream(all).allMatch(other -> other == each || !other.received.isEmpty());
            }, all);
            TestEndpoint.await("sent", () -> each.queued() == 0, all);
            Arrays.stream(all).forEach(other -> other.received.clear());
        }
        for (int quiet = 0; quiet < 100; quiet++) {
            for (TestEndpoint each : all) {
                quiet = each.turn() > 0 ? 0 : quiet;
            }
        }
        Arrays.stream(all).forEach(other -> other.received.clear());
    }

    protected static byte[] payload(int length, int seed) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (seed * 31 + i + (i >> 8));
        }
        return payload;
    }

    /** Each message's channel id counts on from {@code first}, and its payload is that number's. */
    protected static void assertExact(List<TestEndpoint.Message> received, int first) {
        for (int i = 0; i < received.size(); i++) {
            TestEndpoint.Message message = received.get(i);
            assertThat(message.channelId()).isEqualTo(first + i);
            assertThat(Arrays.equals(message.payload(), payload(message.payload().length, first + i)))
                    .as("payload of message %d", first + i).isTrue();
        }
    }
}
