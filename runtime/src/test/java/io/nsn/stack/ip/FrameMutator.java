package io.nsn.stack.ip;

import io.nsn.stack.wire.Ipv4Header;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes bad frames of good ones. */
final class FrameMutator {
    private static final int IP = 14;
    private static final int[] EDGES = {0, 1, 2, 3, 4, 5, 7, 8, 0x0f, 0x10, 0x20, 0x3f, 0x40, 0x45, 0x46, 0x4f, 0x50, 0x7f, 0x80,
        0xf0, 0xfe, 0xff};
    private static final int[] TCP_OPTIONS = {0, 1, 2, 3, 4, 5, 8, 253};
    /** Of the fields that others are read by: types, versions, lengths, fragments, protocols, offsets, options. */
    private static final int[] FIELDS = {12, 13, 14, 16, 17, 20, 21, 23, 34, 35, 38, 39, 42, 44, 45, 46, 47, 54, 55, 58, 59};

    private final SplittableRandom random;

    FrameMutator(SplittableRandom random) {
        this.random = random;
    }

    byte[] mutate(byte[] valid) {
        byte[] frame = valid.clone();
        switch (random.nextInt(8)) {
            case 0 -> random.nextBytes(frame);
            case 1 -> frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            case 2 -> frame = Arrays.copyOf(frame, frame.length + random.nextInt(64));
            case 3 -> tcpOptions(frame);
            case 4, 5 -> set(frame, FIELDS[random.nextInt(FIELDS.length)], EDGES[random.nextInt(EDGES.length)]);
            default -> { }
        }
        for (int i = random.nextInt(4); i > 0 && frame.length > 0; i--) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt();
        }
        if (isIpv4(frame)) {
            if (random.nextBoolean()) {
                setTotalLength(frame, totalLength(frame) + IP);
            }
            if (random.nextBoolean()) {
                repairPayload(frame);
            }
        }
        return frame;
    }

    /** Kinds and lengths in any order, over the header's whole room. */
    private void tcpOptions(byte[] frame) {
        if (frame.length > 54) {
            frame[46] = (byte) (5 + random.nextInt(11) << 4);
            for (int at = 54; at < Math.min(frame.length, 94); at++) {
                frame[at] = (byte) (random.nextBoolean() ? TCP_OPTIONS[random.nextInt(TCP_OPTIONS.length)]
                        : random.nextInt(42));
            }
        }
    }

    private static void set(byte[] frame, int at, int value) {
        if (at < frame.length) {
            frame[at] = (byte) value;
        }
    }

    static boolean isIpv4(byte[] frame) {
        return frame.length >= IpHost.HEADROOM && frame[12] == 8 && frame[13] == 0;
    }

    private static int totalLength(byte[] frame) {
        return ByteBuffer.wrap(frame).getShort(IP + 2) & 0xffff;
    }

    /** Writes how long the packet in a frame of {@code frameLength} bytes is, and makes its IP header's checksum right. */
    static void setTotalLength(byte[] frame, int frameLength) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        bytes.putShort(IP + 2, (short) (frameLength - IP));
        bytes.putShort(IP + 10, (short) 0);
        int header = Math.min((frame[IP] & 0xf) * 4, frame.length - IP);
        bytes.putShort(IP + 10, (short) ~sum(bytes, IP, header, 0));
    }

    /** Makes the checksum of ICMP, UDP or TCP right where the lengths allow it. */
    static void repairPayload(byte[] frame) {
        int start = IP + (frame[IP] & 0xf) * 4;
        int length = IP + totalLength(frame) - start;
        int protocol = frame[IP + 9];
        int at = start + switch (protocol) {
            case Ipv4Header.PROTOCOL_ICMP -> 2;
            case Ipv4Header.PROTOCOL_UDP -> 6;
            default -> 16;
        };
        if (length < 0 || at + 2 > start + length || start + length > frame.length) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        bytes.putShort(at, (short) 0);
        int pseudo = protocol == Ipv4Header.PROTOCOL_ICMP ? 0 : sum(bytes, IP + 12, 8, protocol + length);
        bytes.putShort(at, (short) ~sum(bytes, start, length, pseudo));
    }

    private static int sum(ByteBuffer bytes, int at, int length, int start) {
        int sum = start;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += bytes.getShort(at + i) & 0xffff;
        }
        if (length % 2 == 1) {
            sum += (bytes.get(at + length - 1) & 0xff) << 8;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
