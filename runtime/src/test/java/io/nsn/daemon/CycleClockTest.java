package io.nsn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import org.junit.jupiter.api.Test;

class CycleClockTest {
    private final Counters counters = new Counters();
    private long realNs = 1_000;
    private int readings;
    private final CycleClock clock = new CycleClock(() -> {
        readings++;
        return realNs;
    }, counters);

    /** @return how late the cycle's time is */
    private long cycle(int work) {
        long late = realNs - clock.tick();
        clock.tock(work);
        return late;
    }

    @Test
    void isRightAfterCyclesWithoutWork() {
        for (int i = 0; i < 3; i++) {
            realNs += 10_000_000;
            assertThat(cycle(0)).isZero();
        }
        realNs += 10_000_000;
        assertThat(cycle(1)).isZero();
    }

    @Test
    void isLateByLittleWorkAtMost() {
        long perPiece = 1_000;
        for (int work = 1; work < 3 * CycleClock.WORK; work++) {
            for (int i = 0; i < 200; i++) {
                assertThat(cycle(work)).isLessThan(CycleClock.WORK * perPiece);
                realNs += work * perPiece;
            }
        }
    }

    @Test
    void isReadOnceForMuchWork() {
        for (int i = 0; i < 10 * CycleClock.WORK; i++) {
            cycle(1);
            realNs += 1_000;
        }
        assertThat(readings).isEqualTo(10);
    }

    @Test
    void noTwoCyclesHaveTheSameTime() {
        long last = clock.tick();
        for (int i = 0; i < 1_000; i++) {
            clock.tock(1);
            realNs += 100;
            long next = clock.tick();
            assertThat(next).isGreaterThan(last);
            last = next;
        }
    }

    @Test
    void isRightAfterAPauseWhichIsNoCycle() {
        cycle(1);
        realNs += 50;
        clock.pause();
        realNs += 10_000_000;
        assertThat(cycle(1)).isZero();
        assertThat(counters.get(Counter.LOOP_MAX_NS)).isEqualTo(50);
    }

    @Test
    void theLongestCycleIsNotMissedWhereNoneWithWorkFollows() {
        cycle(1);
        realNs += 70;
        cycle(0);
        realNs += 10_000_000;
        cycle(0);
        assertThat(counters.get(Counter.LOOP_MAX_NS)).isEqualTo(70);
    }
}
