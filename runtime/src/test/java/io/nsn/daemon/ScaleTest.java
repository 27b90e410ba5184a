package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many of everything on one daemon, with the slots that a configuration has by default. */
@Timeout(120)
class ScaleTest {
    private static final Qos RELIABLE = Qos.DEFAULT.with(Qos.Reliability.RELIABLE);
    private static final int APP = 4444;
    private static final int MANY = 3000;

    private final TestHost host = TestHost.localOnly();
    private final List<ClientSession> sessions = new ArrayList<>();

    @AfterEach
    void close() {
        sessions.forEach(ClientSession::close);
        host.close();
    }

    @Test
    void servesThousandsOfStreamsSourcesAndSinksOfOneSession() {
        ClientSession sender = connect(APP);
        ClientSession receiver = connect(APP);
        int[] out = new int[MANY];
        int[] sources = new int[MANY];
        int[] sinks = new int[MANY];
        for (int i = 0; i < MANY; i++) {
            Qos qos = i % 2 == 0 ? RELIABLE : Qos.DEFAULT;
            out[i] = TestHost.stream(sender, qos);
            sources[i] = sender.createSource(out[i], i);
            sinks[i] = receiver.createSink(TestHost.stream(receiver, qos), i);
        }
        assertThat(out).doesNotHaveDuplicates();
        for (int i = 0; i < MANY; i++) {
            exchange(sender, sources[i], receiver, sinks[i], 1 + i % 2000);
        }

        for (int i = 0; i < MANY; i += 2) {
            assertThat(sender.destroyStream(out[i])).isTrue();
        }
        for (int i = 0; i < MANY; i++) {
            if (i % 2 == 0) {
                assertThat(sender.emit(sources[i], 0, 8)).isEqualTo(-1);
            } else if (i % 100 == 1) {
                exchange(sender, sources[i], receiver, sinks[i], 8);
            }
        }
        int again = sender.createSource(TestHost.stream(sender, RELIABLE), MANY - 2);
        exchange(sender, again, receiver, sinks[MANY - 2], 8);
    }

    @Test
    void servesAPairBesideFiftyIdleApplications() {
        for (int i = 0; i < 50; i++) {
            ClientSession idle = connect(i % 2 == 0 ? APP : APP + i);
            int stream = TestHost.stream(idle, i % 3 == 0 ? RELIABLE : Qos.DEFAULT);
            idle.createSource(stream, 1);
            idle.createSink(stream, 2);
        }
        long threads = agents();
        ClientSession ping = connect(APP);
        ClientSession pong = connect(APP);
        int pingStream = TestHost.stream(ping, RELIABLE);
        int pongStream = TestHost.stream(pong, RELIABLE);
        int there = ping.createSource(pingStream, 7);
        int pongSink = pong.createSink(pongStream, 7);
        int back = pong.createSource(pongStream, 8);
        int pingSink = ping.createSink(pingStream, 8);
        for (int i = 0; i < 5000; i++) {
            exchange(ping, there, pong, pongSink, 64);
            exchange(pong, back, ping, pingSink, 64);
        }
        assertThat(agents()).as("threads that move messages").isEqualTo(threads);
        assertThat(host.counter("messages_delivered")).isEqualTo(10_000);
    }

    private ClientSession connect(int applicationId) {
        ClientSession session = host.connect(applicationId);
        sessions.add(session);
        return session;
    }

    private static void exchange(ClientSession from, int source, ClientSession to, int sink, int length) {
        int slot;
        while ((slot = from.tryGetSlot()) < 0) {
            assertThat(from.awaitSlot(1_000_000_000)).isNotEqualTo(ClientSession.CLOSED);
        }
        assertThat(from.emit(source, slot, length)).isNotNegative();
        long message = TestHost.consume(to, sink);
        assertThat((int) message).isEqualTo(length);
        assertThat(to.release((int) (message >>> 32))).isEqualTo(1);
    }

    private static long agents() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("nsn-agent"))
                .count();
    }
}
