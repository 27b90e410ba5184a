package io.nsn.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The last station that claimed an IP address of another's. A single thread writes, any thread reads. */
public final class AddressClaim {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int VERSION = 0;
    private static final int IP_ADDRESS = 1;
    private static final int CLAIMANT = 2;
    private static final int HOLDER = 3;

    /** The version is odd while the others change. */
    private final long[] cells = new long[4];

    /** The IP address and both MAC addresses, the first byte on the wire highest. */
    public void set(int ipAddress, long claimant, long holder) {
        long version = cells[VERSION];
        CELL.setOpaque(cells, VERSION, version + 1);
        VarHandle.storeStoreFence(); // pairs with the reader's acquire fence
        CELL.setOpaque(cells, IP_ADDRESS, (long) ipAddress);
        CELL.setOpaque(cells, CLAIMANT, claimant);
        CELL.setOpaque(cells, HOLDER, holder);
        CELL.setRelease(cells, VERSION, version + 2); // pairs with the reader's acquire
    }

    /** For people: who claimed what, and whose it is; an empty text before the first claim. */
    @Override
    public String toString() {
        while (true) {
            long version = (long) CELL.getAcquire(cells, VERSION);
            int ip = (int) (long) CELL.getOpaque(cells, IP_ADDRESS);
            long claimant = (long) CELL.getOpaque(cells, CLAIMANT);
            long holder = (long) CELL.getOpaque(cells, HOLDER);
            VarHandle.acquireFence();
            if (version % 2 == 0 && version == (long) CELL.getOpaque(cells, VERSION)) {
                return version == 0 ? "" : "%s claims %d.%d.%d.%d, which is %s's".formatted(mac(claimant), ip >>> 24,
                        ip >> 16 & 0xff, ip >> 8 & 0xff, ip & 0xff, mac(holder));
            }
            Thread.onSpinWait();
        }
    }

    private static String mac(long address) {
        return HexFormat.ofDelimiter(":").formatHex(ByteBuffer.allocate(Long.BYTES).putLong(address).array(), 2, Long.BYTES);
    }
}
