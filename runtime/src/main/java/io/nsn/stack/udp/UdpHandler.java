package io.nsn.stack.udp;

/** Takes the datagrams of one port; what it is given is valid during the call only. */
@FunctionalInterface
public interface UdpHandler {
    void onDatagram(long nowNs, int sourceIp, int sourcePort, long payload, int length);
}
