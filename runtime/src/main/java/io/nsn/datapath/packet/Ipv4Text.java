package io.nsn.datapath.packet;

import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathSettings;

/** IPv4 addresses as the stack has them, first byte highest, and as people write them. */
final class Ipv4Text {
    private Ipv4Text() {}

    static int parse(String dotted) throws DatapathException {
        String[] parts = dotted.split("\\.", -1);
        int address = 0;
        try {
            for (int i = 0; i < 4; i++) {
                int part = Integer.parseInt(parts[i]);
                if (part < 0 || part > 255 || parts.length != 4) {
                    throw new NumberFormatException();
                }
                address = address << 8 | part;
            }
            return address;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new DatapathException("'" + dotted + "' is no IPv4 address: write it as 10.0.0.1", e);
        }
    }

    static int[] peers(DatapathSettings settings) throws DatapathException {
        int[] peers = new int[settings.peers().size()];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = parse(settings.peers().get(i).ip());
        }
        return peers;
    }

    static String of(int address) {
        return (address >>> 24) + "." + (address >> 16 & 0xff) + "." + (address >> 8 & 0xff) + "." + (address & 0xff);
    }
}
