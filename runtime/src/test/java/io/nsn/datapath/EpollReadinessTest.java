package io.nsn.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.nsn.ffi.Memory;
import io.nsn.ffi.Native;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpollReadinessTest {
    private final EpollReadiness readiness = new EpollReadiness();
    private final Arena arena = Arena.ofConfined();
    private final long word = arena.allocate(8, 8).address();
    private final List<Integer> descriptors = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void close() {
        readiness.close();
        descriptors.forEach(Memory::close);
        arena.close();
    }

    @Test
    void callsTheHandlerAgainUntilTheDescriptorIsRead() {
        int fd = raised();
        readiness.add(fd, Sockets.EPOLLIN, (events, now) -> call("a " + events + " " + now));
        assertThat(readiness.poll(7)).isEqualTo(1);
        assertThat(readiness.poll(8)).isEqualTo(1);
        lower(fd);
        assertThat(readiness.poll(9)).isZero();
        assertThat(calls).containsExactly("a 1 7", "a 1 8");
    }

    @Test
    void reportsWhatWasAskedForLast() {
        int fd = raised();
        readiness.add(fd, 0, (events, now) -> call("a " + events));
        assertThat(readiness.poll(0)).isZero();
        readiness.modify(fd, Sockets.EPOLLOUT);
        assertThat(readiness.poll(0)).isEqualTo(1);
        assertThat(calls).containsExactly("a 4");
    }

    @Test
    void forgetsEventsOfDescriptorsThatAnEarlierHandlerRemoved() {
        int first = raised();
        int second = raised();
        readiness.add(first, Sockets.EPOLLIN, (events, now) -> removing(second));
        readiness.add(second, Sockets.EPOLLIN, (events, now) -> removing(first));
        assertThat(readiness.poll(0)).isEqualTo(1);
        assertThat(calls).hasSize(1);
    }

    @Test
    void doesNotMistakeANewDescriptorForAnOldOneOfTheSameNumber() {
        int first = raised();
        int second = raised();
        Readiness.Handler replace = (events, now) -> {
            int other = calls.isEmpty() ? second : first;
            readiness.remove(other);
            Memory.close(other);
            assertThat(Memory.eventfd()).isEqualTo(other);
            readiness.add(other, Sockets.EPOLLIN, (e, n) -> call("new"));
            return call("old");
        };
        readiness.add(first, Sockets.EPOLLIN, replace);
        readiness.add(second, Sockets.EPOLLIN, replace);
        readiness.poll(0);
        assertThat(calls).containsExactly("old");
    }

    @Test
    void servesAllOfManyDescriptorsWithinAFewPolls() {
        int count = 200;
        for (int i = 0; i < count; i++) {
            int fd = raised();
            String name = "fd " + fd;
            readiness.add(fd, Sockets.EPOLLIN, (events, now) -> call(name));
        }
        for (int i = 0; i < 4; i++) {
            readiness.poll(0);
        }
        assertThat(calls.stream().distinct().count()).isEqualTo(count);
    }

    @Test
    void survivesAHandlerThatThrows() {
        int bad = raised();
        int good = raised();
        readiness.add(bad, Sockets.EPOLLIN, (events, now) -> {
            throw new IllegalStateException("bad");
        });
        readiness.add(good, Sockets.EPOLLIN, (events, now) -> call("good"));
        assertThatThrownBy(() -> readiness.poll(0)).hasMessage("bad");
        readiness.remove(bad);
        assertThat(readiness.poll(0)).isEqualTo(1);
        assertThat(calls).contains("good");
    }

    @Test
    void waitsAndTellsHandlersTheTimeAfterwards() {
        assertThat(readiness.await(5, 1_000)).isZero();
        int fd = raised();
        readiness.add(fd, Sockets.EPOLLIN, (events, now) -> {
            assertThat(now).isGreaterThanOrEqualTo(1_000L);
            return call("a");
        });
        assertThat(readiness.await(-1, 1_000)).isEqualTo(1);
    }

    @Test
    void namesTheCallAndDescriptorThatFailed() {
        assertThatThrownBy(() -> readiness.add(99_999, Sockets.EPOLLIN, (events, now) -> 0))
                .isInstanceOf(NativeException.class).hasMessageStartingWith("epoll_ctl 99999: EBADF");
    }

    @Test
    void countsWhatItWatches() {
        int watched = readiness.watched();
        int fd = raised();
        readiness.add(fd, Sockets.EPOLLIN, (events, now) -> 1);
        readiness.modify(fd, Sockets.EPOLLOUT);
        assertThat(readiness.watched()).isEqualTo(watched + 1);

        readiness.remove(fd);
        assertThat(readiness.watched()).isEqualTo(watched);
    }

    /** Until the JIT is done, code that it moves about allocates: steady is a pass without any. */
    @Test
    void allocatesNothing() {
        int fd = raised();
        readiness.add(fd, Sockets.EPOLLIN, (events, now) -> 1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int pass = 0; pass < 100 && allocated > 0; pass++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                readiness.poll(i);
                readiness.modify(fd, Sockets.EPOLLIN);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }

    private int raised() {
        int fd = Memory.eventfd();
        descriptors.add(fd);
        Native.MEMORY.set(ValueLayout.JAVA_LONG, word, 1);
        assertThat(Memory.write(fd, word, 8)).isEqualTo(8);
        return fd;
    }

    private void lower(int fd) {
        assertThat(Memory.read(fd, word, 8)).isEqualTo(8);
    }

    private int call(String what) {
        calls.add(what);
        return 1;
    }

    private int removing(int other) {
        readiness.remove(other);
        return call("removed " + other);
    }
}
