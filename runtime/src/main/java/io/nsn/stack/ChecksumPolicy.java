package io.nsn.stack;

/**
 * Who makes and checks checksums.
 *
 * @param deviceFillsIpv4  the field is left 0
 * @param deviceFillsL4    UDP's and TCP's field is left with the pseudo header's sum, not inverted
 * @param trustsL4         UDP's and TCP's are not checked: frames never were on a wire, or the device has checked them
 */
public record ChecksumPolicy(boolean deviceFillsIpv4, boolean deviceFillsL4, boolean trustsL4) {
    public static final ChecksumPolicy ALL_IN_SOFTWARE = new ChecksumPolicy(false, false, false);
}
