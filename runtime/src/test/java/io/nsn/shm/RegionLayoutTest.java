package io.nsn.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionLayoutTest {

    /** The printed table of a layout: a change here is a new {@link RegionLayout#VERSION}. */
    @Test
    void hasTheOffsetsOfVersion1() {
        RegionLayout layout = new RegionLayout(1024, 1024, 2044, 4096);

        assertThat(RegionLayout.VERSION).isEqualTo(1);
        assertThat(layout.submitRing()).isEqualTo(4096);
        assertThat(layout.submitCapacity()).isEqualTo(2048);
        assertThat(layout.homeRing()).isEqualTo(36_864);
        assertThat(layout.outcomes()).isEqualTo(53_248);
        assertThat(layout.sinkWait(0)).isEqualTo(86_016);
        assertThat(layout.sinkRing(0)).isEqualTo(86_144);
        assertThat(layout.sinkWait(1)).isEqualTo(102_528);
        assertThat(layout.slot(0)).isEqualTo(67_719_168);
        assertThat(layout.slot(1) - layout.slot(0)).isEqualTo(2048);
        assertThat(layout.size()).isEqualTo(71_913_472);
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 1, 1", "64, 64, 60, 3", "1024, 256, 2044, 64", "4, 1024, 65532, 4096"})
    void keepsItsPartsApart(int sendSlots, int receiveSlots, int slotSize, int maxSinks) {
        RegionLayout layout = new RegionLayout(sendSlots, receiveSlots, slotSize, maxSinks);

        assertThat(layout.submitRing()).isGreaterThanOrEqualTo(RegionLayout.SLOT_WAIT + 4);
        assertThat(layout.submitCapacity()).isGreaterThanOrEqualTo(layout.slots());
        assertThat(layout.homeRing()).isEqualTo(layout.submitRing() + 16L * layout.submitCapacity());
        assertThat(layout.outcomes()).isEqualTo(layout.homeRing() + 16L * layout.homeCapacity());
        assertThat(layout.sinkWait(0)).isGreaterThanOrEqualTo(layout.outcomes() + 8L * layout.outcomeCapacity());
        assertThat(layout.sinkWait(1)).isGreaterThanOrEqualTo(layout.sinkRing(0) + 16L * layout.sinkCapacity());
        assertThat(layout.slot(0)).isGreaterThanOrEqualTo(layout.sinkWait(maxSinks));
        assertThat(layout.slot(0) % 64).isZero();
        assertThat(layout.slotStride()).isGreaterThanOrEqualTo(slotSize);
        assertThat(layout.size()).isGreaterThanOrEqualTo(layout.slot(layout.slots() - 1) + slotSize);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1024, 2044, 64", "1024, 0, 2044, 64", "1024, 1024, 0, 64", "1024, 1024, 2044, 0",
            "1024, 1024, -1, 64", "1073741824, 1024, 2044, 64"})
    void refusesAGeometryThatCannotBe(int sendSlots, int receiveSlots, int slotSize, int maxSinks) {
        assertThatThrownBy(() -> new RegionLayout(sendSlots, receiveSlots, slotSize, maxSinks))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(Integer.toString(sendSlots));
    }
}
