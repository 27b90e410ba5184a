package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.port.NetworkNamespace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications of two daemons on two hosts, which a cable joins whose frames carry 1,500 bytes. */
@Timeout(60)
class TwoHostsTest {
    private static final int APP = 4444;
    private static final int SLOTS = 64;
    private static final int MESSAGE = 65_536;
    private static final String HERE = "10.77.0.1";
    private static final String THERE = "10.77.0.2";

    private NetworkNamespace here;
    private NetworkNamespace there;
    private TestHost sendingHost;
    private TestHost receivingHost;
    private ClientSession sender;
    private ClientSession receiver;

    @BeforeEach
    void connect() {
        here = new NetworkNamespace();
        there = new NetworkNamespace();
        here.ip("link add cable type veth peer name cable netns " + there.threadId());
        here.ip("address add " + HERE + "/24 dev cable");
        there.ip("address add " + THERE + "/24 dev cable");
        here.ip("link set cable up");
        there.ip("link set cable up");
        sendingHost = here.call(() -> TestHost.networked(SLOTS, MESSAGE + 4, HERE, THERE));
        receivingHost = there.call(() -> TestHost.networked(SLOTS, MESSAGE + 4, THERE, HERE));
        sender = here.call(() -> sendingHost.connect(APP));
        receiver = there.call(() -> receivingHost.connect(APP));
    }

    @AfterEach
    void close() {
        for (AutoCloseable each : new AutoCloseable[] {sender, receiver, sendingHost, receivingHost, here, there}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Qos.Reliability.class)
    void echoesMessagesOfEveryLength(Qos.Reliability reliability) {
        Qos qos = Qos.DEFAULT.with(reliability);
        int out = TestHost.stream(sender, qos);
        int in = TestHost.stream(receiver, qos);
        assertThat(sender.datapath(out)).isEqualTo(reliability == Qos.Reliability.RELIABLE ? "tcpsock" : "udpsock");
        int there = sender.createSource(out, 1);
        int back = sender.createSink(out, 2);
        int sink = receiver.createSink(in, 1);
        int echo = receiver.createSource(in, 2);
        if (reliability == Qos.Reliability.RELIABLE) {
            awaitConnection();
        }
        List<Integer> lengths = List.of(1, 64, 1440, 1468, 1469, 1500, 2048, 9000, 65_507, MESSAGE);

        for (int length : lengths) {
            emit(sender, there, length);
            long message = TestHost.consume(receiver, sink);
            assertThat(receiver.emit(echo, (int) (message >>> 32), (int) message)).isNotNegative();
            long returned = TestHost.consume(sender, back);
            assertThat((int) returned).isEqualTo(length);
            assertFilled(sender, returned);
            sender.release((int) (returned >>> 32));
        }
        long split = reliability == Qos.Reliability.RELIABLE ? 0 : lengths.stream().filter(l -> l > 1468).count();
        assertThat(counter(here, sendingHost, "messages_split")).isEqualTo(split);
        assertThat(counter(here, sendingHost, "messages_rebuilt")).isEqualTo(split);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, MESSAGE})
    void losesNothingToASlowReliableReceiver(int length) throws InterruptedException {
        Qos reliable = Qos.DEFAULT.with(Qos.Reliability.RELIABLE);
        int source = sender.createSource(TestHost.stream(sender, reliable), 7);
        int sink = receiver.createSink(TestHost.stream(receiver, reliable), 7);
        awaitConnection();
        int messages = 20 * SLOTS;
        Thread producer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < messages; i++) {
                emit(sender, source, length - (i & 7));
            }
        });
        TestHost.await("the receiver is full", () -> counter(there, receivingHost, "stall_receiver") > 0);

        for (int i = 0; i < messages; i++) {
            long message = TestHost.consume(receiver, sink);
            assertThat((int) message).as("message %d", i).isEqualTo(length - (i & 7));
            assertFilled(receiver, message);
            receiver.release((int) (message >>> 32));
        }
        producer.join();
    }

    /** Where the daemon may sleep, too. */
    @ParameterizedTest
    @CsvSource({"64, POLL", "9000, POLL", "64, LOW", "9000, LOW"})
    void leavesWithTheKernelWhatAnUnreliableReceiverHasNoRoomFor(int length, Qos.Consumption consumption) {
        int messages = 5 * SLOTS;
        Qos qos = Qos.DEFAULT.with(consumption);
        int source = sender.createSource(TestHost.stream(sender, qos), 7);
        int sink = receiver.createSink(TestHost.stream(receiver, qos), 7);
        for (int i = 0; i < messages; i++) {
            emit(sender, source, length - (i & 7));
        }
        TestHost.await("the receiver is full", () -> counter(there, receivingHost, "stall_receiver") > 0);

        for (int i = 0; i < messages; i++) {
            long message = TestHost.consume(receiver, sink);
            assertThat((int) message).as("message %d", i).isEqualTo(length - (i & 7));
            assertFilled(receiver, message);
            receiver.release((int) (message >>> 32));
        }
        assertThat(counter(there, receivingHost, "drop_no_slot")).isZero();
        assertThat(counter(there, receivingHost, "drop_socket_full")).isZero();
    }

    @Test
    void anUnreliableReceiverThatIsFullHoldsUpNobodyElse() {
        try (ClientSession other = there.call(() -> receivingHost.connect(APP))) {
            int source = sender.createSource(TestHost.stream(sender, Qos.DEFAULT), 7);
            receiver.createSink(TestHost.stream(receiver, Qos.DEFAULT), 7);
            int sink = other.createSink(TestHost.stream(other, Qos.DEFAULT), 7);
            for (int i = 0; i < 5 * SLOTS; i++) {
                emit(sender, source, 64);
                other.release((int) (TestHost.consume(other, sink) >>> 32));
            }
        }
        assertThat(counter(there, receivingHost, "drop_no_slot")).isEqualTo(4 * SLOTS);
    }

    /** What is sent before is for nobody: the peer is not there yet. */
    private void awaitConnection() {
        TestHost.await("the hosts are connected", () -> counter(here, sendingHost, "connections_made") > 0);
    }

    private static long counter(NetworkNamespace namespace, TestHost host, String name) {
        return namespace.call(() -> host.counter(name));
    }

    private static void emit(ClientSession session, int source, int length) {
        int slot;
        while ((slot = session.tryGetSlot()) < 0) {
            assertThat(session.awaitSlot(1_000_000_000)).isNotEqualTo(ClientSession.CLOSED);
        }
        MemorySegment memory = session.slotMemory(slot);
        for (int i = 0; i < length; i++) {
            memory.set(ValueLayout.JAVA_BYTE, i, content(length, i));
        }
        assertThat(session.emit(source, slot, length)).isNotNegative();
    }

    private static void assertFilled(ClientSession session, long message) {
        MemorySegment memory = session.slotMemory((int) (message >>> 32));
        int length = (int) message;
        for (int i = 0; i < length; i++) {
            if (memory.get(ValueLayout.JAVA_BYTE, i) != content(length, i)) {
                throw new AssertionError("a message of " + length + " bytes differs at " + i);
            }
        }
    }

    private static byte content(int length, int at) {
        return (byte) (length + at + (at >> 8));
    }
}
