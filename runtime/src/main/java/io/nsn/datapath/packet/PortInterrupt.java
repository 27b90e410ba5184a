package io.nsn.datapath.packet;

import io.nsn.datapath.Readiness;
import io.nsn.ffi.Sockets;
import io.nsn.port.PacketPort;

/**
 * Lets a port that interrupts on demand wake the agent: armed before it sleeps, disarmed by the first look at the port after
 * that. So whoever polls pays for no descriptor. Agent's thread.
 */
final class PortInterrupt {
    private final PacketPort port;
    /** The cycle that follows looks at the port anyway. */
    private final Readiness.Handler wakeUp = (events, nowNs) -> 0;
    private Readiness readiness;
    private int armed = -1;

    PortInterrupt(PacketPort port) {
        this.port = port;
    }

    /** @return whether frames that arrive from now on are noticed */
    boolean arm(Readiness readiness) {
        if (armed < 0) {
            armed = port.arm();
            if (armed >= 0) {
                this.readiness = readiness;
                readiness.add(armed, Sockets.EPOLLIN, wakeUp);
            }
        }
        return armed >= 0;
    }

    boolean isArmed() {
        return armed >= 0;
    }

    void disarm() {
        if (armed >= 0) {
            readiness.remove(armed);
            armed = -1;
            port.disarm();
        }
    }
}
