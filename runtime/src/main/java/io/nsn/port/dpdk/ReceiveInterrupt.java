package io.nsn.port.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.nsn.ffi.Memory;
import io.nsn.ffi.Native;
import io.nsn.ffi.Sockets;
import io.nsn.ffi.dpdk.Dpdk;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The interrupt of a port's receive queue. Drivers give descriptors that cannot all be read until they are silent (vhost's is
 * an epoll set of its own); so an epoll set of ours watches for edges, and it is what others wait for. The port's thread.
 */
final class ReceiveInterrupt {
    private static final short QUEUE = 0;

    private final short port;
    private final int epoll;
    private final MemorySegment memory = Arena.ofAuto().allocate(Sockets.EPOLL_EVENT_SIZE, Long.BYTES);
    private boolean armed;

    private ReceiveInterrupt(short port, int epoll) {
        this.port = port;
        this.epoll = epoll;
    }

    /** Of a port that was started; null where it has none. */
    static ReceiveInterrupt of(short port) {
        int descriptor = Dpdk.rte_eth_dev_rx_intr_ctl_q_get_fd(port, QUEUE);
        int epoll = descriptor < 0 ? -1 : Sockets.epollCreate();
        if (epoll < 0) {
            return null;
        }
        ReceiveInterrupt interrupt = new ReceiveInterrupt(port, epoll);
        long event = interrupt.memory.address();
        Native.MEMORY.set(JAVA_INT_UNALIGNED, event, Sockets.EPOLLIN | Sockets.EPOLLET);
        Native.MEMORY.set(JAVA_LONG_UNALIGNED, event + Integer.BYTES, 0);
        if (Sockets.epollControl(epoll, Sockets.EPOLL_CTL_ADD, descriptor, event) < 0) {
            interrupt.close();
            return null;
        }
        return interrupt;
    }

    /** @return a descriptor that becomes readable when frames arrive from now on, or -1 */
    int arm() {
        Sockets.epollPoll(epoll, memory.address(), 1); // what came before is no news
        armed = Dpdk.rte_eth_dev_rx_intr_enable(port, QUEUE) == 0;
        return armed ? epoll : -1;
    }

    void disarm() {
        if (armed) {
            armed = false;
            Dpdk.rte_eth_dev_rx_intr_disable(port, QUEUE);
        }
    }

    void close() {
        disarm();
        Memory.close(epoll);
    }
}
