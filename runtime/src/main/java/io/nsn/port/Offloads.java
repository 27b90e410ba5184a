package io.nsn.port;

/**
 * What the device does by itself. Checksums that it fills in are left 0 (but for the pseudo header's sum, where it wants
 * that); received ones that it has checked, or that never were on a wire, need no second check.
 *
 * @param fillsIpv4Checksum  on sending
 * @param fillsL4Checksum    on sending, of UDP and TCP
 * @param trustsL4Checksum   received frames may have a partial or no checksum though they are intact
 */
public record Offloads(boolean fillsIpv4Checksum, boolean fillsL4Checksum, boolean trustsL4Checksum) {
    public static final Offloads NONE = new Offloads(false, false, false);
}
