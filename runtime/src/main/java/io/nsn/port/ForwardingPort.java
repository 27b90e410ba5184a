package io.nsn.port;

/** A port before another, which does what its subclass does not do itself. */
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
    public int receive(FrameHandler handler, int limit) {
        return port.receive(handler, limit);
    }

    @Override
    public Sent send(long headers, int headersLength, long payload, int payloadLength) {
        return port.send(headers, headersLength, payload, payloadLength);
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
