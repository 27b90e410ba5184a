package io.nsn.stack.wire;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071), of IPv4, ICMP, UDP and TCP.
 *
 * <p>Partial sums are longs that may be added to each other; they are taken over little-endian words, 4 bytes at a time,
 * which gives the wire's sum with its bytes swapped (RFC 1071 §2.B). {@link #fold} makes the checksum of their total.
 */
public final class Checksum {
    private static final VarHandle INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final long LOW = 0xffff_ffffL;
    /** Bytes that vectors, which take a while to begin, are not worth it for. */
    private static final int FEW = 256;

    private Checksum() {}

    /** The partial sum of bytes that start at an even place of what is summed. @param length up to 2^30 */
    public static long sum(long address, int length) {
        int whole = length & -Long.BYTES;
        long sum = length <= FEW ? sumFew(address, whole) : sumMany(address, whole);
        return whole == length ? sum : sum + tail(address + whole, length - whole);
    }

    private static long sumFew(long address, int length) {
        long sum = 0;
        for (int at = 0; at < length; at += Long.BYTES) {
            long word = (long) LONG.get(Bytes.MEMORY, address + at);
            sum += (word & LOW) + (word >>> 32);
        }
        return sum;
    }

    private static long sumMany(long address, int length) {
        int words = length >> 2;
        long sum = 0;
        for (int i = 0; i < words; i++) { // a plain loop over ints: the JIT makes vectors of it
            sum += (int) INT.get(Bytes.MEMORY, address + 4L * i) & LOW;
        }
        return sum;
    }

    /** The partial sum of bytes that start at an odd place: after a piece of odd length. */
    public static long sumAtOdd(long address, int length) {
        return reverse(fold16(sum(address, length)));
    }

    /** The partial sum of a 16-bit number at an even place. */
    public static long sum16(int value) {
        return reverse(value & 0xffff);
    }

    /** The partial sum of a 32-bit number at an even place. */
    public static long sum32(int value) {
        return Integer.reverseBytes(value) & LOW;
    }

    /** The partial sum of a 64-bit number at an even place. */
    public static long sum64(long value) {
        long swapped = Long.reverseBytes(value);
        return (swapped & LOW) + (swapped >>> 32);
    }

    /** The partial sum of UDP's and TCP's pseudo header (RFC 768, RFC 9293 §3.1). @param length of header and payload */
    public static long pseudoHeader(int source, int destination, int protocol, int length) {
        return sum32(source) + sum32(destination) + sum16(protocol) + sum16(length);
    }

    /**
     * The checksum that belongs to a total, as a number to be written in network order. Over bytes that hold their right
     * checksum it is 0.
     */
    public static int fold(long total) {
        return ~reverse(fold16(total)) & 0xffff;
    }

    /** As {@link #fold}, but not inverted: what a device that fills checksums in wants of the pseudo header. */
    public static int foldPartial(long total) {
        return reverse(fold16(total));
    }

    /** Up to 7 bytes; an odd last one counts as if a zero followed it. */
    private static long tail(long address, int length) {
        long at = address;
        long sum = 0;
        if ((length & 4) != 0) {
            sum += (int) INT.get(Bytes.MEMORY, at) & LOW;
            at += 4;
        }
        if ((length & 2) != 0) {
            sum += (short) SHORT.get(Bytes.MEMORY, at) & 0xffff;
            at += 2;
        }
        return (length & 1) != 0 ? sum + Bytes.get8(at) : sum;
    }

    private static int fold16(long total) {
        long sum = (total & LOW) + (total >>> 32);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (int) ((sum & 0xffff) + (sum >>> 16));
    }

    private static int reverse(int value) {
        return (value & 0xff) << 8 | value >>> 8;
    }
}
