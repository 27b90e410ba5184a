package io.nsn.port.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.ffi.Native;
import io.nsn.ffi.dpdk.Dpdk;
import io.nsn.ffi.dpdk.eth_rx_burst_t;
import io.nsn.ffi.dpdk.eth_tx_burst_t;
import io.nsn.ffi.dpdk.rte_eth_fp_ops;
import io.nsn.ffi.dpdk.rte_eth_link;
import io.nsn.ffi.dpdk.rte_mbuf;
import io.nsn.port.Offloads;
import io.nsn.port.PacketPort;
import io.nsn.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A port of DPDK: one queue each way, driven through the driver's burst functions. Frames are copied into buffers of the
 * port, but for long payloads where the driver reads these from anywhere, and gathered; received ones are handed over where
 * the driver put them. One thread, which gets an lcore id of its own at its first call.
 */
final class DpdkPort implements PacketPort {
    private static final int BURST = 32;
    private static final long LINK_INTERVAL_NS = 20_000_000;
    /** A shorter payload is copied: that costs less than a second buffer (docs/dpdk.md has the numbers). */
    private static final int REFER_FROM = 1024;

    private final short port;
    private final DpdkDevice device;
    private final String name;
    private final long macAddress;
    private final int mtu;
    private final int longestFrame;
    private final Offloads offloads;
    private final MbufPool pool;
    /** Null where the driver does not read payloads from where they lie. */
    private final PayloadReferences references;
    /** The driver's functions and queues; DPDK changes them when the device starts, stops or goes. */
    private final long operations;
    private final MemorySegment memory;
    private final long received;
    private final long gathered;
    private final long link;

    /** Null where the port can only be polled. */
    private final ReceiveInterrupt interrupt;

    private MemorySegment receiveFunction = MemorySegment.NULL;
    private MemorySegment sendFunction = MemorySegment.NULL;
    private Thread thread;
    private long linkAskedNs = System.nanoTime() - LINK_INTERVAL_NS;
    private boolean linkUp;
    /** Buffers of the last burst. They go back when the next one is asked for: who answers a frame need not wait for it. */
    private int held;
    private int pending;
    private long dropped;
    private boolean open = true;

    DpdkPort(PortSetup setup, MbufPool pool) throws PortException {
        port = setup.port();
        device = setup.device();
        name = setup.name();
        macAddress = setup.macAddress();
        mtu = setup.mtu();
        longestFrame = setup.longestFrame();
        offloads = setup.offloads();
        interrupt = setup.interrupts() ? ReceiveInterrupt.of(port) : null;
        this.pool = pool;
        references = setup.readsPayloadsAnywhere() ? new PayloadReferences(pool) : null;
        operations = Dpdk.rte_eth_fp_ops() + (long) port * rte_eth_fp_ops.SIZE;
        memory = Arena.ofAuto().allocate(2L * BURST * Long.BYTES + rte_eth_link.SIZE, 64);
        received = memory.address();
        gathered = received + BURST * Long.BYTES;
        link = gathered + BURST * Long.BYTES;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long macAddress() {
        return macAddress;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public Offloads offloads() {
        return offloads;
    }

    /** Asks the driver now and then only: virtio-user does some cleaning up for each time it is asked after its peer went. */
    @Override
    public boolean linkUp() {
        long now = System.nanoTime();
        if (open && now - linkAskedNs >= LINK_INTERVAL_NS) {
            linkAskedNs = now;
            linkUp = Dpdk.rte_eth_dev_is_removed(port) == 0 && Dpdk.rte_eth_link_get_nowait(port, link) == 0
                    && rte_eth_link.link_status(link) != 0;
        }
        return open && linkUp;
    }

    @Override
    public String linkCure() {
        return device.linkCure();
    }

    /** A frame that is longer than a buffer arrives cut at the buffer's end. */
    @Override
    public int receive(FrameHandler handler, int limit) {
        int count = open ? receiveBurst(Math.min(limit, BURST)) : 0;
        return count == 0 ? 0 : handOver(handler, limit, count);
    }

    /** Apart from {@link #receive}, which mostly finds nothing: so this is compiled for what it mostly does, too. */
    private int handOver(FrameHandler handler, int limit, int first) {
        int total = 0;
        int wanted = Math.min(limit, BURST);
        int count = first;
        while (true) {
            total += count;
            held = count;
            for (int i = 0; i < count; i++) {
                long mbuf = Native.MEMORY.get(JAVA_LONG, received + (long) i * Long.BYTES);
                handler.onFrame(data(mbuf), Short.toUnsignedInt(rte_mbuf.data_len(mbuf)));
            }
            if (count < wanted || total == limit || !open) {
                return total;
            }
            wanted = Math.min(limit - total, BURST);
            count = receiveBurst(wanted);
        }
    }

    @Override
    public Sent send(long headers, int headersLength, long payload, int payloadLength) {
        int length = headersLength + payloadLength;
        if (headersLength < 0 || payloadLength < 0 || length > longestFrame) {
            throw new IllegalArgumentException("a frame of " + length + " bytes; the longest is " + longestFrame);
        }
        if (!open) {
            dropped++;
            return Sent.COPIED;
        }
        if (!hasRoom()) {
            return Sent.FULL;
        }
        useThisThread();
        long mbuf = pool.allocate();
        if (mbuf == 0) {
            return Sent.FULL;
        }
        Native.copy(headers, data(mbuf), headersLength);
        boolean referred = references != null && payloadLength >= REFER_FROM
                && references.append(mbuf, headersLength, payload, payloadLength);
        if (!referred) {
            Native.copy(payload, data(mbuf) + headersLength, payloadLength);
            rte_mbuf.data_len(mbuf, (short) length);
            rte_mbuf.pkt_len(mbuf, length);
        }
        Native.MEMORY.set(JAVA_LONG, gathered + (long) pending++ * Long.BYTES, mbuf);
        return referred ? Sent.REFERENCED : Sent.COPIED;
    }

    private boolean hasRoom() {
        if (pending == BURST) {
            flush();
            if (pending == BURST && !linkUp()) {
                dropWithoutLink();
            }
        }
        return pending < BURST;
    }

    @Override
    public void flush() {
        if (pending > 0 && open) {
            sendBurst();
        }
    }

    /** Apart from {@link #flush}, as {@link #handOver} is from {@link #receive}. */
    private void sendBurst() {
        useThisThread();
        long function = rte_eth_fp_ops.tx_pkt_burst(operations);
        if (function != sendFunction.address()) {
            sendFunction = MemorySegment.ofAddress(function);
        }
        long queue = Native.MEMORY.get(JAVA_LONG, rte_eth_fp_ops.txq_data(operations));
        int sent = eth_tx_burst_t.invoke(sendFunction, queue, gathered, (short) pending);
        pending -= sent;
        if (pending > 0) {
            keepRest(sent);
        }
    }

    /** What the driver did not take stays for the next time, and is ours until then: nobody has to wait for it. */
    private void keepRest(int sent) {
        MemorySegment.copy(Native.MEMORY, gathered + (long) sent * Long.BYTES, Native.MEMORY, gathered,
                (long) pending * Long.BYTES);
        for (int i = 0; references != null && i < pending; i++) {
            references.copy(Native.MEMORY.get(JAVA_LONG, gathered + (long) i * Long.BYTES));
        }
    }

    @Override
    public long completed() {
        return references == null ? 0 : references.completed();
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public int readableDescriptor() {
        return -1;
    }

    /** Not while there is no link: it comes without an interrupt. */
    @Override
    public int arm() {
        return interrupt != null && linkUp() ? interrupt.arm() : -1;
    }

    @Override
    public void disarm() {
        if (interrupt != null) {
            interrupt.disarm();
        }
    }

    @Override
    public void close() {
        if (open) {
            flush();
            abandon();
            Eal.finish(this::release);
        }
    }

    /** Uses the device no more; it is to be released then. */
    void abandon() {
        dropWithoutLink();
        giveBack();
        if (open && interrupt != null) {
            interrupt.close();
        }
        open = false;
    }

    /** Stops the device and gives it back to DPDK. EAL's thread. */
    void release() {
        DpdkPorts.close(port, pool);
    }

    private int receiveBurst(int wanted) {
        useThisThread();
        giveBack();
        long function = rte_eth_fp_ops.rx_pkt_burst(operations);
        if (function != receiveFunction.address()) {
            receiveFunction = MemorySegment.ofAddress(function);
        }
        long queue = Native.MEMORY.get(JAVA_LONG, rte_eth_fp_ops.rxq_data(operations));
        return eth_rx_burst_t.invoke(receiveFunction, queue, received, (short) wanted);
    }

    private void giveBack() {
        if (held > 0) {
            Dpdk.rte_pktmbuf_free_bulk(received, held);
            held = 0;
        }
    }

    /** What nobody can take is gone, as on a cable that is not plugged in. */
    private void dropWithoutLink() {
        if (pending > 0) {
            Dpdk.rte_pktmbuf_free_bulk(gathered, pending);
            dropped += pending;
            pending = 0;
        }
    }

    private void useThisThread() {
        Thread current = Thread.currentThread();
        if (thread != current) {
            thread = current;
            pool.useCacheOf(Eal.registerThread());
        }
    }

    /** Where a buffer's bytes begin. */
    static long data(long mbuf) {
        return rte_mbuf.buf_addr(mbuf) + Short.toUnsignedInt(rte_mbuf.data_off(mbuf));
    }
}
