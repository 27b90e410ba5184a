package io.nsn.stack.icmp;

import io.nsn.stack.wire.IcmpMessage;
import io.nsn.stack.wire.Ipv4Header;

/** A destination-unreachable message: what it says, and about which packet of ours. One reused object of one thread. */
public final class IcmpError {
    private static final int MTU = 0xffff;
    /** The least that every link carries (RFC 791 §3.1); less is a lie or a mistake. */
    private static final int LEAST_MTU = 68;
    private static final int QUOTED = 8;

    private final Ipv4Header quoted = new Ipv4Header();
    private int code;
    private int mtu;
    private int quotedLength;

    /** @return whether it is an error about a packet that this host may have sent */
    public boolean wrap(IcmpMessage message, int ownAddress) {
        if (!quoted.wrapQuoted(message.data(), message.dataLength()) || quoted.source() != ownAddress
                || quoted.isFragment()) {
            return false;
        }
        code = message.code();
        mtu = code == IcmpMessage.FRAGMENTATION_NEEDED ? message.rest() & MTU : 0;
        quotedLength = Math.min(quoted.payloadLength(), message.dataLength() - quoted.headerLength());
        return quotedLength >= QUOTED && (mtu == 0 || mtu >= LEAST_MTU);
    }

    public int code() {
        return code;
    }

    /** The next hop's, where fragmentation was needed and the router says it (RFC 1191 §4); else 0. */
    public int mtu() {
        return mtu;
    }

    public int protocol() {
        return quoted.protocol();
    }

    /** Where our packet was to go. */
    public int destination() {
        return quoted.destination();
    }

    /** The start of our packet's UDP or TCP header, 8 bytes at least. */
    public long segment() {
        return quoted.payload();
    }

    public int segmentLength() {
        return quotedLength;
    }
}
