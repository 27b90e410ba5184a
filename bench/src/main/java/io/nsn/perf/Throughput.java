package io.nsn.perf;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Messages of one size in a time. */
public final class Throughput implements Measurement {
    private final int size;
    private final long count;
    private final long lost;
    private final double seconds;

    /** @param lost how many of the sender's did not arrive; 0 for the sender's own */
    public Throughput(int size, long count, long lost, long ns) {
        this.size = size;
        this.count = count;
        this.lost = lost;
        seconds = Math.max(1, ns) / 1e9;
    }

    @Override
    public String text() {
        return String.format(Locale.ROOT, "%,d messages, %,d lost, in %.3f s: %,.0f messages/s, %,.1f Mbit/s%n",
                count, lost, seconds, count / seconds, megabits());
    }

    @Override
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("count", count);
        values.put("lost", lost);
        values.put("seconds", seconds);
        values.put("messages_per_s", count / seconds);
        values.put("mbit_per_s", megabits());
        return values;
    }

    private double megabits() {
        return count * 8.0 * size / 1e6 / seconds;
    }
}
