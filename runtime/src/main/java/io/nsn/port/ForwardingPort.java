package io.nsn.port;

/** A port before another, which does all but the moving of frames unless a subclass does it itself. */
abstract class ForwardingPort implements PacketPort {
    protected final PacketPort port;

    ForwardingPort(PacketPort port) {
        this.port = port;
    }

    @Override
    public String name() {
        return port.name();
    }

    @Override
    public long macAddress() {
        return port.macAddress();
    }

    @Override
    public int mtu() {
        return port.mtu();
    }

    @Override
    public Offloads offloads() {
        return port.offloads();
    }

    @Override
    public boolean linkUp() {
        return port.linkUp();
    }

    @Override
    public String linkCure() {
        return port.linkCure();
    }

    @Override
    public void flush() {
        port.flush();
    }

    @Override
    public long completed() {
        return port.completed();
    }

    @Override
    public long dropped() {
        return port.dropped();
    }

    @Override
    public int readableDescriptor() {
        return port.readableDescriptor();
    }

    @Override
    public int arm() {
        return port.arm();
    }

    @Override
    public void disarm() {
        port.disarm();
    }

    @Override
    public void close() {
        port.close();
    }
}
