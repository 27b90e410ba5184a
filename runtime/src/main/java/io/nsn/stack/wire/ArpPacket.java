package io.nsn.stack.wire;

/** An ARP packet for IPv4 over Ethernet (RFC 826). */
public final class ArpPacket {
    public static final int LENGTH = 28;
    public static final int REQUEST = 1;
    public static final int REPLY = 2;
    private static final int ETHERNET_AND_IPV4 = 1 << 16 | EthernetHeader.TYPE_IPV4;
    private static final int ADDRESS_LENGTHS = 6 << 8 | 4;

    private int operation;
    private long senderMac;
    private int senderIp;
    private long targetMac;
    private int targetIp;

    /** @return whether it is a request or a reply of these two protocols */
    public boolean wrap(long address, int length) {
        if (length < LENGTH || Bytes.get32(address) != ETHERNET_AND_IPV4
                || Bytes.get16(address + 4) != ADDRESS_LENGTHS) {
            return false;
        }
        operation = Bytes.get16(address + 6);
        senderMac = Bytes.get48(address + 8);
        senderIp = Bytes.get32(address + 14);
        targetMac = Bytes.get48(address + 18);
        targetIp = Bytes.get32(address + 24);
        return operation == REQUEST || operation == REPLY;
    }

    public static void write(long address, int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
        Bytes.put32(address, ETHERNET_AND_IPV4);
        Bytes.put16(address + 4, ADDRESS_LENGTHS);
        Bytes.put16(address + 6, operation);
        Bytes.put48(address + 8, senderMac);
        Bytes.put32(address + 14, senderIp);
        Bytes.put48(address + 18, targetMac);
        Bytes.put32(address + 24, targetIp);
    }

    public int operation() {
        return operation;
    }

    public long senderMac() {
        return senderMac;
    }

    public int senderIp() {
        return senderIp;
    }

    public long targetMac() {
        return targetMac;
    }

    public int targetIp() {
        return targetIp;
    }
}
