package io.nsn.port;

/**
 * What a bad wire does to frames, each by its own probability from 0 to 1.
 *
 * @param loss        a frame does not arrive
 * @param duplication it arrives twice
 * @param reordering  it is held back, so that later ones overtake it
 * @param corruption  one of its bits is turned
 * @param delayNs     what every frame takes longer
 */
public record Faults(double loss, double duplication, double reordering, double corruption, long delayNs) {
    public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

    public Faults withLoss(double probability) {
        return new Faults(probability, duplication, reordering, corruption, delayNs);
    }

    public Faults withDuplication(double probability) {
        return new Faults(loss, probability, reordering, corruption, delayNs);
    }

    public Faults withReordering(double probability) {
        return new Faults(loss, duplication, probability, corruption, delayNs);
    }

    public Faults withCorruption(double probability) {
        return new Faults(loss, duplication, reordering, probability, delayNs);
    }

    public Faults withDelayNs(long ns) {
        return new Faults(loss, duplication, reordering, corruption, ns);
    }
}
