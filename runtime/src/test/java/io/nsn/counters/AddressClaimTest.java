package io.nsn.counters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressClaimTest {
    private final AddressClaim claim = new AddressClaim();

    @Test
    void namesTheAddressAndBothStations() {
        assertThat(claim).hasToString("");
        claim.set(0xc0_a8_00_fe, 0x02_00_00_00_00_99L, 0x02_11_22_33_44_55L);
        assertThat(claim).hasToString("02:00:00:00:00:99 claims 192.168.0.254, which is 02:11:22:33:44:55's");
    }

    @Test
    void neverMixesTwoClaims() throws InterruptedException {
        claim.set(1, 1, 1);
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                claim.set(1 + i % 2, 1 + i % 2, 1 + i % 2);
            }
        });
        while (writer.isAlive()) {
            assertThat(claim.toString()).isIn("00:00:00:00:00:01 claims 0.0.0.1, which is 00:00:00:00:00:01's",
                    "00:00:00:00:00:02 claims 0.0.0.2, which is 00:00:00:00:00:02's");
        }
        writer.join();
    }
}
