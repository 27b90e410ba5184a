package io.nsn.control;

/** What the daemon answers. */
public sealed interface Reply {
    /** The session is open; the geometry of its region. */
    record Welcome(int version, int sendSlots, int receiveSlots, int slotSize, int maxSinks) implements Reply {}

    /**
     * @param datapath of a stream, else empty
     * @param note     why a stream did not get the datapath its QoS asks for first, else empty
     */
    record Created(int handle, String datapath, String note) implements Reply {}

    /** @param known whether there was such a handle */
    record Done(boolean known) implements Reply {}

    /** A part of a text. */
    record Text(boolean last, String part) implements Reply {}

    /** The request was not carried out; one line that says why and what to do. */
    record Refused(String reason) implements Reply {}
}
