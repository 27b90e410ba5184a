package io.nsn.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Round trips: percentiles with three significant digits, and the first ones as they came. Recording allocates nothing. */
public final class RoundTrips implements Measurement {
    private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(10);
    private static final int KEPT = 1000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final Histogram histogram = new Histogram(LONGEST_NS, 3);
    private final long[] firstNs = new long[KEPT];
    private int first;
    private long lost;

    public void record(long ns) {
        histogram.recordValue(Math.min(LONGEST_NS, ns));
        if (first < KEPT) {
            firstNs[first++] = ns;
        }
    }

    /** A message whose answer did not come in time. */
    public void recordLost() {
        lost++;
    }

    public long count() {
        return histogram.getTotalCount();
    }

    @Override
    public String text() {
        String summary = String.format(Locale.ROOT, "%,d round trips, %,d lost%n", count(), lost);
        if (count() == 0) {
            return summary;
        }
        StringBuilder header = new StringBuilder();
        StringBuilder row = new StringBuilder();
        values().forEach((name, value) -> {
            if (value instanceof Double number) {
                header.append(String.format("%10s", name.replace("_us", "")));
                row.append(String.format(Locale.ROOT, "%10.1f", number));
            }
        });
        return String.format("%s%s  microseconds%n%s%n", summary, header, row);
    }

    @Override
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("count", count());
        values.put("lost", lost);
        if (count() == 0) {
            return values;
        }
        values.put("first_us", micros(firstNs[0]));
        values.put("min_us", micros(histogram.getMinValue()));
        for (double percentile : PERCENTILES) {
            String name = "p" + (percentile % 1 == 0 ? String.valueOf((int) percentile) : String.valueOf(percentile));
            values.put(name + "_us", micros(histogram.getValueAtPercentile(percentile)));
        }
        values.put("max_us", micros(histogram.getMaxValue()));
        if (count() <= KEPT) {
            List<Double> all = new ArrayList<>();
            for (int i = 0; i < first; i++) {
                all.add(micros(firstNs[i]));
            }
            values.put("round_trips_us", all);
        }
        return values;
    }

    private static double micros(long ns) {
        return ns / 1000.0;
    }
}
