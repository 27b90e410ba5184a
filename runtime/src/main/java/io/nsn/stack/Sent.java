package io.nsn.stack;

/** What became of something to be sent. */
public enum Sent {
    /** Taken; all of it is the caller's again. */
    COPIED,
    /** Taken; the payload must stay until the device is done with it. */
    REFERENCED,
    /** The device takes no more now: nothing was sent, try again later. */
    FULL,
    /** The neighbor is being asked for its MAC address: nothing was sent, try again soon. */
    UNRESOLVED,
    /** The neighbor does not answer, or is none: nothing was sent, and trying again now is of no use. */
    UNREACHABLE;

    /** Whether it is on its way. */
    public boolean isTaken() {
        return this == COPIED || this == REFERENCED;
    }
}
