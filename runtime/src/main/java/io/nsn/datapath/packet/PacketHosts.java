package io.nsn.datapath.packet;

import io.nsn.datapath.DatapathException;
import io.nsn.port.PacketPort;
import io.nsn.port.PortException;
import java.util.HashMap;
import java.util.Map;

/**
 * The hosts of this process by their devices: a device opens once, whatever number of plugins names it. Conductor's
 * thread; practice and tests may have conductors of their own.
 */
final class PacketHosts {
    private static final Map<String, Shared> OPEN = new HashMap<>();

    /** Opens a device. */
    @FunctionalInterface
    interface Opening {
        PacketPort open() throws PortException;
    }

    private static final class Shared {
        private final PacketHost host;
        private int users;

        private Shared(PacketHost host) {
            this.host = host;
        }
    }

    private PacketHosts() {}

    /** @param device names it, whoever asks; to be given back by {@link #release} */
    static synchronized PacketHost acquire(String device, int ipAddress, Opening opening) throws DatapathException {
        Shared shared = OPEN.get(device);
        if (shared == null) {
            try {
                shared = new Shared(new PacketHost(opening.open(), ipAddress));
            } catch (PortException e) {
                throw new DatapathException(e.getMessage(), e);
            }
            OPEN.put(device, shared);
        } else if (shared.host.ip().ipAddress() != ipAddress) {
            throw new DatapathException("another plugin uses this device with the address "
                    + Ipv4Text.of(shared.host.ip().ipAddress()) + ": give both the same ip");
        }
        shared.users++;
        return shared.host;
    }

    /** Closes the device with its last user. */
    static synchronized void release(String device) {
        Shared shared = OPEN.get(device);
        if (--shared.users == 0) {
            OPEN.remove(device);
            shared.host.close();
        }
    }
}
