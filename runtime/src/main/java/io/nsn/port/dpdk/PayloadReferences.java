package io.nsn.port.dpdk;

import io.nsn.ffi.Native;
import io.nsn.ffi.dpdk.Dpdk;
import io.nsn.ffi.dpdk.rte_mbuf;
import io.nsn.ffi.dpdk.rte_mbuf_ext_shared_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Payloads that a frame points to instead of having them: behind the buffer with the headers comes one that stands for the
 * payload where it lies. For drivers whose burst function has read all of what it took when it returns; so a payload is
 * referred to from {@link #append} until the port's flush, which ends with {@link #copy} for what the driver did not take.
 *
 * <p>DPDK counts such buffers, and calls back where the last one goes. One of the count is ours, so it never does: what is
 * above one is what the driver has not let go of. The port's thread only.
 */
final class PayloadReferences {
    private final MbufPool pool;
    private final MemorySegment memory = Arena.ofAuto().allocate(rte_mbuf_ext_shared_info.SIZE + Long.BYTES, Long.BYTES);
    private final long shared = memory.address();
    private final long one = shared + rte_mbuf_ext_shared_info.SIZE;
    private long appended;

    PayloadReferences(MbufPool pool) {
        this.pool = pool;
        rte_mbuf_ext_shared_info.refcnt(shared, (short) 1);
    }

    /** Makes a frame of the headers in {@code head} and a payload. @return false where no buffer is left */
    boolean append(long head, int headersLength, long payload, int length) {
        long mbuf = pool.allocate();
        if (mbuf == 0) {
            return false;
        }
        rte_mbuf.buf_addr(mbuf, payload);
        rte_mbuf.buf_len(mbuf, (short) length);
        rte_mbuf.data_off(mbuf, (short) 0);
        rte_mbuf.data_len(mbuf, (short) length);
        rte_mbuf.ol_flags(mbuf, Dpdk.RTE_MBUF_F_EXTERNAL); // whoever frees it gives it its own memory back
        rte_mbuf.shinfo(mbuf, shared);
        rte_mbuf_ext_shared_info.refcnt(shared, (short) (rte_mbuf_ext_shared_info.refcnt(shared) + 1));
        rte_mbuf.next(head, mbuf);
        rte_mbuf.nb_segs(head, (short) 2);
        rte_mbuf.data_len(head, (short) headersLength);
        rte_mbuf.pkt_len(head, headersLength + length);
        appended++;
        return true;
    }

    /** Where the frame refers to a payload, copies that into its first buffer. */
    void copy(long head) {
        long mbuf = rte_mbuf.next(head);
        if (rte_mbuf.nb_segs(head) == 1) {
            return;
        }
        long end = DpdkPort.data(head) + Short.toUnsignedInt(rte_mbuf.data_len(head));
        Native.copy(rte_mbuf.buf_addr(mbuf), end, Short.toUnsignedInt(rte_mbuf.data_len(mbuf)));
        rte_mbuf.data_len(head, (short) rte_mbuf.pkt_len(head));
        rte_mbuf.nb_segs(head, (short) 1);
        rte_mbuf.next(head, 0);
        Native.MEMORY.set(ValueLayout.JAVA_LONG, one, mbuf);
        Dpdk.rte_pktmbuf_free_bulk(one, 1);
    }

    /** How many payloads the driver has let go of, or were copied. */
    long completed() {
        return appended + 1 - Short.toUnsignedInt(rte_mbuf_ext_shared_info.refcnt(shared));
    }
}
