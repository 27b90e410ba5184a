package io.nsn.stack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static final int ROOM = 1 << 16;
    private final MemorySegment memory = Arena.ofAuto().allocate(ROOM + 16, 8);

    /** RFC 1071 as its text says it: 16-bit words in network order, carries added at the end. */
    private static int byTheBook(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }

    private long put(int at, byte[] bytes) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, at, bytes.length);
        return memory.address() + at;
    }

    @Test
    void isThatOfTheBookForEveryLengthAndAlignment() {
        Random random = new Random(1);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            if (length % 7 == 0) {
                Arrays.fill(bytes, (byte) -1);
            }
            long address = put(length % 8, bytes);
            assertThat(Checksum.fold(Checksum.sum(address, length))).as("length %d", length).isEqualTo(byTheBook(bytes));
        }
    }

    @Test
    void carriesNothingAwayInTheLongestPacket() {
        byte[] ones = new byte[65_535];
        Arrays.fill(ones, (byte) 0xff);
        assertThat(Checksum.fold(Checksum.sum(put(0, ones), ones.length))).isEqualTo(byTheBook(ones));
    }

    @Test
    void ofPiecesIsThatOfTheWhole() {
        Random random = new Random(2);
        byte[] bytes = new byte[137];
        random.nextBytes(bytes);
        long address = put(3, bytes);
        for (int cut = 0; cut <= bytes.length; cut++) {
            long head = Checksum.sum(address, cut);
            int rest = bytes.length - cut;
            long tail = cut % 2 == 0 ? Checksum.sum(address + cut, rest) : Checksum.sumAtOdd(address + cut, rest);
            assertThat(Checksum.fold(head + tail)).as("cut at %d", cut).isEqualTo(byTheBook(bytes));
        }
    }

    @Test
    void verifiesToZeroWithThePseudoHeader() {
        byte[] segment = HexFormat.of().parseHex("115c115c000c00000100000041424344".substring(0, 24));
        long address = put(0, segment);
        long sum = Checksum.sum(address, segment.length) + Checksum.pseudoHeader(0x0a000001, 0x0a000002, 17, 12);
        byte[] all = HexFormat.of().parseHex("0a0000010a0000020011000c" + HexFormat.of().formatHex(segment));
        assertThat(Checksum.fold(sum)).isEqualTo(byTheBook(all));
        assertThat(Checksum.foldPartial(sum)).isEqualTo(~byTheBook(all) & 0xffff);

        Bytes.put16(address + 6, Checksum.fold(sum));
        long whole = Checksum.sum(address, segment.length) + Checksum.pseudoHeader(0x0a000001, 0x0a000002, 17, 12);
        assertThat(Checksum.fold(whole)).isZero();
    }
}
