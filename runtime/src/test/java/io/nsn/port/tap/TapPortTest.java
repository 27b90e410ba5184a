package io.nsn.port.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nsn.ffi.Memory;
import io.nsn.ffi.Sockets;
import io.nsn.port.Frames;
import io.nsn.port.NetworkNamespace;
import io.nsn.port.PacketPort.Sent;
import io.nsn.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TapPortTest {
    private static final long OURS = 0x02_00_00_00_00_09L;
    private static final String OUR_MAC = "\2\0\0\0\0\11";
    private static final String ARP = "\u0008\u0006\0\1\u0008\0\6\4\0";
    private static final int TIMEOUT_MS = 10_000;

    private NetworkNamespace host;
    private TapPort port;

    @BeforeEach
    void open() {
        host = new NetworkNamespace();
        port = host.call(() -> TapPort.open("tap0", 1400, OURS));
        host.ip("address add 10.9.0.1/24 dev tap0");
    }

    @AfterEach
    void close() {
        if (port != null) {
            port.close();
        }
        host.close();
    }

    @Test
    void theKernelAnswersAnArpRequest() {
        String asked = "\u00ff".repeat(6) + OUR_MAC + ARP + "\1" + OUR_MAC + "\n\t\0\2" + "\0".repeat(6);
        assertThat(Frames.send(port, asked, "\n\t\0\1")).isEqualTo(Sent.COPIED);
        String answer = await(ARP + "\2");
        assertThat(answer).startsWith(OUR_MAC).hasSize(42);
        assertThat(answer.substring(28, 32)).isEqualTo("\n\t\0\1");
    }

    @Test
    void framesVanishWhileTheInterfaceIsDown() {
        assertThat(port.linkUp()).isTrue();
        host.ip("link set tap0 down");
        assertThat(port.linkUp()).isFalse();
        assertThat(Frames.send(port, Frames.HEADER, "lost")).isEqualTo(Sent.COPIED);
        assertThat(port.dropped()).isEqualTo(1);
    }

    @Test
    void givesTheInterfaceItsMtuAndTakesItAwayAtTheEnd() {
        assertThat(host.run("ip link show tap0")).contains("mtu 1400").contains("UP");
        port.close();
        port.close();
        assertThat(host.run("ip link")).doesNotContain("tap0");
        assertThat(port.linkUp()).isFalse();
        assertThat(Frames.receive(port, 9)).isEmpty();
    }

    @Test
    void namesTheInterfaceThatExists() {
        assertThatThrownBy(() -> host.call(() -> TapPort.open("tap0", 1400, OURS)))
                .cause().isInstanceOf(PortException.class).hasMessageContaining("tap0").hasMessageContaining("exists");
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThatThrownBy(() -> TapPort.open("a-name-of-16-let", 1400, OURS)).isInstanceOf(PortException.class);
    }

    /** The first frame that has {@code part}; waits on the port's descriptor for it. */
    private String await(String part) {
        List<String> frames = new ArrayList<>();
        int epoll = Sockets.epollCreate();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(Sockets.EPOLL_EVENT_SIZE, 8);
            event.set(ValueLayout.JAVA_INT, 0, Sockets.EPOLLIN);
            Sockets.epollControl(epoll, Sockets.EPOLL_CTL_ADD, port.readableDescriptor(), event.address());
            while (frames.stream().noneMatch(frame -> frame.contains(part))) {
                assertThat(Sockets.epollWait(epoll, event.address(), 1, TIMEOUT_MS)).as(frames::toString).isEqualTo(1);
                frames.addAll(Frames.receive(port, 9));
            }
        } finally {
            Memory.close(epoll);
        }
        return frames.stream().filter(frame -> frame.contains(part)).findFirst().orElseThrow();
    }
}
