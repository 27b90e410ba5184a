package io.nsn.stack.wire;

/** An Ethernet II header: destination and source MAC address, type. */
public final class EthernetHeader {
    public static final int LENGTH = 14;
    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long GROUP_BIT = 0x0100_0000_0000L;

    private long destination;
    private long source;
    private int type;

    /** @return whether {@code length} bytes are room for the header */
    public boolean wrap(long address, int length) {
        if (length < LENGTH) {
            return false;
        }
        long sourceAndType = Bytes.get64(address + 6);
        destination = Bytes.get64(address) >>> 16;
        source = sourceAndType >>> 16;
        type = (int) sourceAndType & 0xffff;
        return true;
    }

    public static void write(long address, long destination, long source, int type) {
        Bytes.put64(address, destination << 16); // the last two bytes are the source's first
        Bytes.put64(address + 6, source << 16 | type);
    }

    /** Whether it is the address of one station: no group's, not none. */
    public static boolean isUnicast(long macAddress) {
        return (macAddress & GROUP_BIT) == 0 && macAddress != 0;
    }

    public long destination() {
        return destination;
    }

    public long source() {
        return source;
    }

    public int type() {
        return type;
    }
}
