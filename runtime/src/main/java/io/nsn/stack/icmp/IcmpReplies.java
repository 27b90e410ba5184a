package io.nsn.stack.icmp;

import io.nsn.stack.wire.Bytes;
import io.nsn.stack.wire.IcmpMessage;
import io.nsn.stack.wire.Ipv4Header;

/** Writes the messages that a host answers with, errors at a limited rate. One thread. */
public final class IcmpReplies {
    /** Bytes of the longest message written here: what fits an Ethernet frame. */
    public static final int LONGEST = 1480;
    private static final int ERRORS_PER_SECOND = 100;
    private static final long SECOND_NS = 1_000_000_000L;
    /** RFC 792 asks for the header and 8 bytes: ports and, of TCP, the sequence number. */
    private static final int QUOTED = 8;

    private long secondNs;
    private int errors;

    /** Answers an echo request (RFC 1122 §3.2.2.6). @return the answer's length; 0 where it does not fit a frame */
    public int echo(IcmpMessage request, long at) {
        int length = IcmpMessage.HEADER + request.dataLength();
        if (length > LONGEST) {
            return 0;
        }
        IcmpMessage.write(at, IcmpMessage.ECHO_REPLY, 0, request.rest());
        Bytes.copy(request.data(), at + IcmpMessage.HEADER, request.dataLength());
        IcmpMessage.writeChecksum(at, length);
        return length;
    }

    /** Tells that nobody has the port (RFC 1122 §4.1.3.1). @return the error's length; 0 where it was one too many */
    public int portUnreachable(Ipv4Header packet, long at, long nowNs) {
        if (!mayComplain(nowNs)) {
            return 0;
        }
        int quoted = packet.headerLength() + Math.min(QUOTED, packet.payloadLength());
        IcmpMessage.write(at, IcmpMessage.UNREACHABLE, IcmpMessage.PORT_UNREACHABLE, 0);
        Bytes.copy(packet.payload() - packet.headerLength(), at + IcmpMessage.HEADER, quoted);
        IcmpMessage.writeChecksum(at, IcmpMessage.HEADER + quoted);
        return IcmpMessage.HEADER + quoted;
    }

    /** RFC 1812 §4.3.2.8: so that nobody can make this host flood another. */
    private boolean mayComplain(long nowNs) {
        if (errors == 0 || nowNs - secondNs >= SECOND_NS) {
            secondNs = nowNs;
            errors = 0;
        }
        if (errors == ERRORS_PER_SECOND) {
            return false;
        }
        errors++;
        return true;
    }
}
