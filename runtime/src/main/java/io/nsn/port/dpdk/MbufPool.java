package io.nsn.port.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.nsn.ffi.Native;
import io.nsn.ffi.dpdk.Dpdk;
import io.nsn.ffi.dpdk.rte_mbuf;
import io.nsn.ffi.dpdk.rte_mempool;
import io.nsn.ffi.dpdk.rte_mempool_cache;
import io.nsn.ffi.dpdk.rte_mempool_dequeue_t;
import io.nsn.ffi.dpdk.rte_mempool_ops;
import io.nsn.ffi.dpdk.rte_mempool_ops_table;
import io.nsn.ffi.dpdk.rte_pktmbuf_pool_private;
import io.nsn.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port's buffers. They are taken from the cache that DPDK keeps for the thread's lcore id, which the driver's receiving
 * and freeing use too; so a buffer goes round without an atomic operation.
 */
final class MbufPool {
    /** One less than a power of two suits the ring below. */
    private static final int BUFFERS = 4095;
    private static final int CACHE = 256;
    private static final int ANY_SOCKET = -1;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final long pool;
    private final MemorySegment dequeue;
    private final MemorySegment scratch = Arena.ofAuto().allocate(JAVA_LONG);
    private final long one = scratch.address();
    private long cache;

    private MbufPool(long pool) {
        this.pool = pool;
        long table = rte_mempool_ops_table.ops(Dpdk.rte_mempool_ops_table());
        long operations = table + (long) rte_mempool.ops_index(pool) * rte_mempool_ops.SIZE;
        dequeue = MemorySegment.ofAddress(rte_mempool_ops.dequeue(operations));
    }

    /**
     * A new pool. EAL's thread.
     *
     * @param room   bytes of the longest frame
     * @param packed whether the buffers must lie one behind the other without a gap: so af_xdp reckons its memory
     */
    static MbufPool create(int room, boolean packed) throws PortException {
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom("nsn" + NUMBER.incrementAndGet()).address();
            int bytes = Dpdk.RTE_PKTMBUF_HEADROOM + room;
            long pool = packed
                    ? Dpdk.rte_mempool_create(name, BUFFERS, rte_mbuf.SIZE + bytes, CACHE, rte_pktmbuf_pool_private.SIZE,
                            Dpdk.rte_pktmbuf_pool_init(), 0, Dpdk.rte_pktmbuf_init(), 0, ANY_SOCKET,
                            Dpdk.RTE_MEMPOOL_F_NO_IOVA_CONTIG)
                    : Dpdk.rte_pktmbuf_pool_create(name, BUFFERS, CACHE, (short) 0, (short) bytes, ANY_SOCKET);
            if (pool == 0) {
                throw new PortException("DPDK has no memory for " + BUFFERS + " buffers: "
                        + Eal.describe(Dpdk.per_lcore__rte_errno()) + "; reserve more hugepages (two of 2 MiB for each 1,000 "
                        + "buffers): echo 512 | sudo tee /proc/sys/vm/nr_hugepages");
            }
            return new MbufPool(pool);
        }
    }

    long address() {
        return pool;
    }

    /** Takes buffers by this lcore's cache from now on; -1 for none. */
    void useCacheOf(int lcore) {
        long caches = rte_mempool.local_cache(pool);
        cache = lcore < 0 || caches == 0 ? 0 : caches + (long) lcore * rte_mempool_cache.SIZE;
    }

    /** A buffer for a frame of one segment, without flags; 0 where none is left. */
    long allocate() {
        long mbuf = cache == 0 ? dequeueOne() : fromCache();
        if (mbuf != 0) {
            // What lies in a pool has one reference, one segment and no next one: the rest is set here and by the caller.
            rte_mbuf.data_off(mbuf, (short) Dpdk.RTE_PKTMBUF_HEADROOM);
            rte_mbuf.ol_flags(mbuf, 0);
        }
        return mbuf;
    }

    private long fromCache() {
        int length = rte_mempool_cache.len(cache);
        long objects = rte_mempool_cache.objs(cache);
        if (length == 0) {
            int wanted = rte_mempool_cache.size(cache);
            if (rte_mempool_dequeue_t.invoke(dequeue, pool, objects, wanted) < 0) {
                return dequeueOne();
            }
            length = wanted;
        }
        rte_mempool_cache.len(cache, length - 1);
        return Native.MEMORY.get(JAVA_LONG, objects + (length - 1L) * Long.BYTES);
    }

    private long dequeueOne() {
        return rte_mempool_dequeue_t.invoke(dequeue, pool, one, 1) < 0 ? 0 : Native.MEMORY.get(JAVA_LONG, one);
    }

    /** EAL's thread; no device may use the pool any more. */
    void free() {
        Dpdk.rte_mempool_free(pool);
    }
}
