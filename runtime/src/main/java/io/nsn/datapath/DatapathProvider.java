package io.nsn.datapath;

/** Makes datapaths of one kind; found by {@link java.util.ServiceLoader}. Used on the conductor's thread. */
public interface DatapathProvider {

    /** The name in the configuration's {@code [plugins.NAME]}. */
    String name();

    /** Whether its messages arrive in order and without loss. */
    boolean reliable();

    /** Whether it goes around the kernel's network stack. */
    boolean accelerated();

    /** What this host lacks, if anything; changes nothing. */
    Availability availability(DatapathSettings settings);

    /** @throws DatapathException with one line that says what failed and how to cure it */
    Datapath start(DatapathSettings settings) throws DatapathException;

    /**
     * Two hosts that reach each other inside this process, for the practice run; the caller closes both. Where nothing
     * else is said they are started like any other: their addresses are the loopback interface's.
     */
    default Datapath[] practice(DatapathSettings one, DatapathSettings other) throws DatapathException {
        Datapath first = start(one);
        try {
            return new Datapath[] {first, start(other)};
        } catch (DatapathException e) {
            first.close();
            throw e;
        }
    }
}
