package io.nsn.datapath;

/** Where an endpoint's arrivals go. Agent's thread only. */
@FunctionalInterface
public interface Inbound {

    /**
     * Gives a message to every sink of its channel; the bytes are copied before this returns. A message with no sink,
     * and on unreliable endpoints one without room, is dropped and counted here: that is true, too.
     *
     * @param address of the payload, after the channel id
     * @return false only for a reliable endpoint: a receiver has no room, nobody got it; stop reading and try again
     */
    boolean deliver(int channelId, long address, int length);

    /**
     * Whether any receiver here could take a message. Where none can, an unreliable endpoint had better leave what arrives
     * with the network than have it dropped; nobody who could get it waits meanwhile. True where nobody receives at all.
     */
    default boolean hasRoom() {
        return true;
    }
}
