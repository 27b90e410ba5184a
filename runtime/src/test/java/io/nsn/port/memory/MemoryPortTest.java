package io.nsn.port.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nsn.ffi.Native;
import io.nsn.ffi.Threads;
import io.nsn.port.Frames;
import io.nsn.port.PacketPort.Sent;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class MemoryPortTest {
    private final MemoryPort.Pair pair = MemoryPort.pair(1500, 4);

    @Test
    void theOtherEndReceivesWholeFramesInOrder() {
        assertThat(Frames.send(pair.left(), "head", "payload")).isEqualTo(Sent.COPIED);
        Frames.send(pair.left(), "alone", "");
        assertThat(Frames.receive(pair.left(), 9)).isEmpty();
        assertThat(Frames.receive(pair.right(), 9)).containsExactly("headpayload", "alone");
    }

    @Test
    void fullMeansThatNothingWasSent() {
        for (int i = 0; i < 4; i++) {
            assertThat(Frames.send(pair.left(), "" + i, "")).isEqualTo(Sent.COPIED);
        }
        assertThat(Frames.send(pair.left(), "late", "")).isEqualTo(Sent.FULL);
        assertThat(Frames.receive(pair.right(), 1)).containsExactly("0");
        assertThat(Frames.send(pair.left(), "4", "")).isEqualTo(Sent.COPIED);
        assertThat(Frames.receive(pair.right(), 9)).containsExactly("1", "2", "3", "4");
    }

    @Test
    void refusesAFrameLongerThanTheMtu() {
        assertThatThrownBy(() -> Frames.send(pair.left(), "x".repeat(15), "y".repeat(1500)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1514");
    }

    @Test
    void theLinkIsDownWhileAnEndIsClosed() {
        assertThat(pair.left().linkUp()).isTrue();
        pair.right().close();
        assertThat(pair.left().linkUp()).isFalse();
        assertThat(Frames.send(pair.left(), "lost", "")).isEqualTo(Sent.COPIED);
        assertThat(pair.left().dropped()).isEqualTo(1);
        assertThat(Frames.receive(pair.right(), 9)).isEmpty();
    }

    @Test
    void carriesFramesBetweenTwoThreads() throws InterruptedException {
        int count = 100_000;
        Thread sender = Thread.ofPlatform().start(() -> sendNumbers(count));
        long[] next = {0};
        while (next[0] < count) {
            if (pair.right().receive((address, length) -> assertThat(Native.MEMORY.get(ValueLayout.JAVA_LONG, address))
                    .isEqualTo(next[0]++), 2) == 0) {
                Threads.yieldCore();
            }
        }
        sender.join();
    }

    private void sendNumbers(int count) {
        try (Arena arena = Arena.ofConfined()) {
            long frame = arena.allocate(8, 8).address();
            for (long i = 0; i < count; i++) {
                Native.MEMORY.set(ValueLayout.JAVA_LONG, frame, i);
                while (pair.left().send(frame, 4, frame + 4, 4) == Sent.FULL) {
                    Threads.yieldCore();
                }
            }
        }
    }
}
