package io.nsn.client.abi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.api.Definition;
import io.nsn.ffi.Native;
import org.junit.jupiter.api.Test;

class BufferStructsTest {
    private static final int SLOTS = 8;
    private static final int CAPACITY = 100;
    private final BufferStructs structs = new BufferStructs(SLOTS, CAPACITY);

    @Test
    void aLentStructureTellsItsIndexDataAndLength() {
        long at = structs.lend(3, 0x1234, 77);

        assertThat(new long[] {read(at, 0), read(at, 8), read(at, 16)}).containsExactly(3, 0x1234, 77);
        assertThat(structs.slot(at)).isEqualTo(3);
        assertThat(structs.length(3)).isEqualTo(77);
    }

    @Test
    void aSlotKeepsItsAddress() {
        assertThat(structs.lend(5, 1, 1)).isEqualTo(structs.lend(5, 2, 2));
    }

    @Test
    void onlyTheAddressOfAStructureNamesASlot() {
        long first = structs.lend(0, 0, 1);
        long last = structs.lend(SLOTS - 1, 0, 1);

        assertThat(structs.slot(first)).isZero();
        assertThat(structs.slot(last)).isEqualTo(SLOTS - 1);
        assertThat(structs.slot(first + 8)).isNegative();
        assertThat(structs.slot(last + Definition.BUFFER_STRIDE)).isNegative();
        assertThat(structs.slot(structs.none())).isNegative();
        assertThat(structs.slot(0)).isNegative();
        assertThat(structs.slot(-1)).isNegative();
    }

    @Test
    void aLengthOutsideTheSlotIsRefused() {
        for (long bad : new long[] {0, -1, CAPACITY + 1, Long.MIN_VALUE, 1L << 32 | 1}) {
            structs.lend(1, 0, bad);
            assertThat(structs.length(1)).as("length %d", bad).isNegative();
        }
    }

    @Test
    void theEmptyStructureIsEmptyAgainAfterAProgramWroteIntoIt() {
        long none = structs.none();
        Native.MEMORY.set(JAVA_LONG, none + 16, 64);
        assertThat(read(structs.none(), 16)).isZero();
        assertThat(read(none, 8)).as("room behind it").isNotZero();
    }

    private static long read(long address, int offset) {
        return Native.MEMORY.get(JAVA_LONG, address + offset);
    }
}
