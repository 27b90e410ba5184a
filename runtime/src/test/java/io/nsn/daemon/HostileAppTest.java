package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.api.Qos;
import io.nsn.client.ClientSession;
import io.nsn.control.ControlCodec;
import io.nsn.control.ControlSocket;
import io.nsn.control.Reply;
import io.nsn.control.Request;
import io.nsn.ffi.Memory;
import io.nsn.ffi.Native;
import io.nsn.shm.Descriptor;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that writes what it likes into its region harms only itself: its neighbours' messages arrive. */
@Timeout(60)
class HostileAppTest {
    private static final Qos RELIABLE = Qos.DEFAULT.with(Qos.Reliability.RELIABLE);
    private static final int APP = 4444;
    private static final int SLOTS = 64;

    private final TestHost host = TestHost.localOnly(SLOTS);
    private final ClientSession sender = host.connect(APP);
    private final ClientSession receiver = host.connect(APP);
    private final int source = sender.createSource(TestHost.stream(sender, RELIABLE), 7);
    private final int sink = receiver.createSink(TestHost.stream(receiver, RELIABLE), 7);
    private ControlSocket socket;
    private Region region;
    private long lastSent;

    @BeforeEach
    void connect() throws ControlSocket.WouldBlock {
        socket = ControlSocket.connect(host.socket);
        socket.send(ControlCodec.encode(new Request.Hello(ControlCodec.VERSION, APP)));
        ControlSocket.Message message = socket.receive();
        Reply.Welcome welcome = (Reply.Welcome) ControlCodec.reply(message.bytes());
        region = Region.attach(message.descriptors()[0], new RegionLayout(welcome.sendSlots(),
                welcome.receiveSlots(), welcome.slotSize(), welcome.maxSinks()));
        Memory.close(message.descriptors()[1]);
        request(new Request.CreateStream(0, 0, 0, 1));
        request(new Request.CreateSource(0, 7));
        request(new Request.CreateSink(0, 9));
    }

    @AfterEach
    void close() {
        socket.close();
        sender.close();
        receiver.close();
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 500, 8",        // a slot beyond the region
        "0, 268435455, 8",  // the largest slot that can be written
        "0, 0, 0",          // no length
        "0, 0, -1",
        "0, 0, 2045",       // beyond the slot
        "0, 0, 2147483647",
        "0, 64, 8",         // a receive slot it was never given
        "1, 64, 0",         // releases a receive slot it was never given
        "1, 0, 0",          // releases a send slot
        "2, 0, 8", "7, 0, 8" // operations that are none
    })
    void losesItsSessionOverABadDescriptor(int operation, int slot, int length) {
        submit(0, Descriptor.of(operation, slot, length), 0);

        assertSessionEnded();
        assertNeighboursWork();
    }

    @Test
    void losesItsSessionOverASlotEmittedTwice() {
        // Both at once: the daemon may be done with the first before it sees the second, so many of them.
        for (int entry = 0; entry < 2 * SLOTS; entry++) {
            submit(entry, Descriptor.of(Descriptor.EMIT, 3, 8), Descriptor.origin(0, entry));
        }
        assertNeighboursWork();
    }

    @Test
    void losesOnlyItsMessageOverASourceThatIsNone() {
        submit(0, Descriptor.of(Descriptor.EMIT, 1, 8), Descriptor.origin(Integer.MAX_VALUE, 1));
        submit(1, Descriptor.of(Descriptor.EMIT, 2, 8), Descriptor.origin(-5, 2));

        TestHost.await("counted", () -> host.counter("drop_source_closed") == 2);
        assertNeighboursWork();
    }

    @Test
    void losesItsSessionOverAScribbledHomeRing() {
        RegionLayout layout = region.layout();
        for (int entry = 0; entry < layout.homeCapacity(); entry++) {
            region.memory().set(ValueLayout.JAVA_LONG, layout.homeRing() + 16L * entry, -1L);
        }
        submit(0, Descriptor.of(Descriptor.EMIT, 0, 8), 0);

        assertSessionEnded();
        assertNeighboursWork();
    }

    /** It gives slots back whose messages it has not read: its ring fills up before its slots do. */
    @Test
    void losesWhatItsOwnFullRingDoesNotHold() throws ControlSocket.WouldBlock {
        request(new Request.CreateStream(0, 0, 0, 0));
        request(new Request.CreateSink(1, 11));
        int unreliable = sender.createSource(TestHost.stream(sender, Qos.DEFAULT), 11);
        TestHost.await("its ring is full", () -> {
            send(unreliable, 1);
            return host.counter("messages_delivered") == SLOTS;
        });
        for (int i = 0; i < SLOTS; i++) {
            submit(i, Descriptor.of(Descriptor.RELEASE, region.layout().sendSlots() + i, 0), 0);
        }
        TestHost.await("dropped", () -> {
            send(unreliable, 2);
            return host.counter("drop_ring_full") > 0;
        });
        assertNeighboursWork();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void mayScribbleOverItsWholeRegion(long seed) {
        Random random = new Random(seed);
        RegionLayout layout = region.layout();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 2000; i++) {
                long limit = random.nextInt(10) == 0 ? region.memory().byteSize() : layout.sinkRing(1);
                region.memory().set(ValueLayout.JAVA_LONG, random.nextLong(limit / 8) * 8, random.nextLong());
            }
            assertNeighboursWork();
        }
    }

    @Test
    void isClosedOverARequestThatIsNone() {
        socket.send(new byte[] {99, 1, 2, 3});

        assertSessionEnded();
        assertNeighboursWork();
    }

    @Test
    void givesItsPlaceBackWhenItDies() {
        for (int i = 0; i < 200; i++) {
            try (ClientSession dying = host.connect(APP)) {
                dying.createSink(TestHost.stream(dying, RELIABLE), 7);
            }
        }
        assertNeighboursWork();
    }

    private void submit(int entry, long first, long second) {
        long at = region.layout().submitRing() + 16L * entry;
        region.memory().set(ValueLayout.JAVA_LONG, at + 8, second);
        ValueLayout.JAVA_LONG.varHandle().setRelease(region.memory(), at, first);
    }

    private void assertSessionEnded() {
        try {
            assertThat(socket.receive()).isNull();
        } catch (ControlSocket.WouldBlock e) {
            throw new AssertionError(e);
        }
    }

    /** In bursts: on a machine that has other work, each wait for the other side takes its scheduler's time. */
    private void assertNeighboursWork() {
        for (int burst = 0; burst < 4; burst++) {
            for (int i = 0; i < SLOTS / 2; i++) {
                send(source, lastSent + 1 + i);
            }
            for (int i = 0; i < SLOTS / 2; i++) {
                awaitMessage(++lastSent);
            }
        }
    }

    private void send(int to, long value) {
        int slot = sender.tryGetSlot();
        while (slot < 0) {
            sender.awaitSlot(1_000_000_000);
            slot = sender.tryGetSlot();
        }
        Native.MEMORY.set(ValueLayout.JAVA_LONG, sender.slotAddress(slot), value);
        assertThat(sender.emit(to, slot, 8)).isNotNegative();
    }

    /** What the hostile application sends on the same channel is its right: passed over. */
    private void awaitMessage(long value) {
        boolean mine;
        do {
            long message = TestHost.consume(receiver, sink);
            int slot = (int) (message >>> 32);
            mine = (int) message == 8 && Native.MEMORY.get(ValueLayout.JAVA_LONG, receiver.slotAddress(slot)) == value;
            receiver.release(slot);
        } while (!mine);
    }

    private void request(Request request) throws ControlSocket.WouldBlock {
        socket.send(ControlCodec.encode(request));
        assertThat(ControlCodec.reply(socket.receive().bytes())).isInstanceOf(Reply.Created.class);
    }
}
