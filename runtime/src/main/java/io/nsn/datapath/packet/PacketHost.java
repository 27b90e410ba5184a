package io.nsn.datapath.packet;

import io.nsn.counters.Counters;
import io.nsn.datapath.Inbound;
import io.nsn.datapath.Readiness;
import io.nsn.ffi.Sockets;
import io.nsn.port.Offloads;
import io.nsn.port.PacketPort;
import io.nsn.stack.ChecksumPolicy;
import io.nsn.stack.Sent;
import io.nsn.stack.ip.IpHost;
import io.nsn.stack.tcp.TcpHost;
import io.nsn.stack.tcp.TcpOverIp;
import io.nsn.stack.udp.UdpHost;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * One IPv4 address on one port, for all endpoints that use it. Each of them polls it in every cycle of the agent; it looks
 * at the port once. Agent's thread, but for the constructor and {@link #close}, when no endpoint is open.
 */
public final class PacketHost {
    /** How long nothing must have come before the agent may sleep. */
    private static final long QUIET_NS = 2_000_000;
    /** How often a port that cannot wake anybody is looked at meanwhile: the seldomer, the longer nothing has come. */
    private static final long LOOK_OFTEN_NS = 1_000_000;
    private static final long LOOK_SELDOM_NS = 16_000_000;
    private static final int LOOKS_IN_QUIET_TIME = 8;
    private static final long LINK_EVERY_NS = 1_000_000_000;
    /** How long frames may lie in the device because their receiver has no room: ARP and ping must go on. */
    private static final long HOLD_NS = 1_000_000;

    private final PacketPort port;
    private final PortInterrupt interrupt;
    private final IpHost ip;
    private final UdpHost udp;
    private final TcpHost tcp;
    private final StackCounters events = new StackCounters();
    private final PacketPort.FrameHandler frames = this::onFrame;
    private int endpoints;
    private int presences;
    /** Those of unreliable endpoints. */
    private Inbound[] receivers = {};
    private long receivedNs;
    private int burst = 1;
    private Readiness readiness;
    private long nowNs;
    private long workNs;
    private long linkNs;
    private volatile boolean linkUp;
    private volatile boolean closed;
    private boolean started;
    private long referenced;

    /** @param ipAddress first byte highest */
    public PacketHost(PacketPort port, int ipAddress) {
        this.port = port;
        interrupt = new PortInterrupt(port);
        ip = new IpHost(port.macAddress(), ipAddress, policy(port.offloads()), this::send, events);
        udp = new UdpHost(ip);
        SecureRandom random = new SecureRandom();
        tcp = new TcpOverIp(ip, port.mtu(), random.nextLong(), random.nextLong(), System.nanoTime()).tcp();
        tcp.counts().tell(events);
    }

    private static ChecksumPolicy policy(Offloads offloads) {
        return new ChecksumPolicy(offloads.fillsIpv4Checksum(), offloads.fillsL4Checksum(), offloads.trustsL4Checksum());
    }

    public IpHost ip() {
        return ip;
    }

    public UdpHost udp() {
        return udp;
    }

    public TcpHost tcp() {
        return tcp;
    }

    /** Bytes of the longest IP packet. */
    public int mtu() {
        return port.mtu();
    }

    /**
     * An endpoint begins to use it.
     *
     * @param burst frames taken from the port in one go at most
     */
    public void attach(Readiness readiness, Counters counters, int burst, long nowNs) {
        events.into(counters);
        this.burst = Math.max(this.burst, burst);
        if (endpoints++ == 0) {
            this.readiness = readiness;
            workNs = nowNs;
            linkNs = nowNs;
            linkUp = false;
            if (port.readableDescriptor() >= 0) {
                readiness.add(port.readableDescriptor(), Sockets.EPOLLIN, (ready, now) -> poll(now));
            }
        }
    }

    public void detach() {
        if (--endpoints == 0) {
            interrupt.disarm();
            if (port.readableDescriptor() >= 0) {
                readiness.remove(port.readableDescriptor());
            }
        }
    }

    /** As {@link #attach}, for who only answers ARP and ping. */
    void appear(Readiness readiness, Counters counters, int burst, long nowNs) {
        attach(readiness, counters, burst, nowNs);
        presences++;
    }

    void disappear() {
        presences--;
        detach();
    }

    /** Whom the frames of an unreliable endpoint are for. */
    void addReceiver(Inbound receiver) {
        receivers = Arrays.copyOf(receivers, receivers.length + 1);
        receivers[receivers.length - 1] = receiver;
    }

    void removeReceiver(Inbound receiver) {
        receivers = Arrays.stream(receivers).filter(other -> other != receiver).toArray(Inbound[]::new);
    }

    /** Receives a burst and does what time demands; the first call of a cycle does it for all. @return how much was done */
    public int poll(long nowNs) {
        if (started && nowNs == this.nowNs) {
            return 0;
        }
        started = true;
        this.nowNs = nowNs;
        interrupt.disarm();
        int work = 0;
        if (mayReceive()) {
            receivedNs = nowNs;
            work = port.receive(frames, burst);
        }
        if (nowNs - linkNs >= 0) {
            watchLink();
        }
        work += ip.poll(nowNs) + tcp.poll(nowNs);
        port.flush(); // also what the device did not take last time
        if (work > 0) {
            workNs = nowNs;
        }
        return work;
    }

    /**
     * False for a moment where the only endpoint has no room for what would come: the sender then finds the cable full and
     * waits, and nothing is dropped. Where there are several, none waits for another's receivers.
     */
    private boolean mayReceive() {
        return receivers.length != 1 || endpoints - presences != 1 || nowNs - receivedNs > HOLD_NS || receivers[0].hasRoom();
    }

    /** Hands what was sent to the device: to be called after a burst. */
    public void flush() {
        port.flush();
    }

    /** How many frames were sent whose payload the device still needed; it is done with {@link #completed} of them. */
    public long referenced() {
        return referenced;
    }

    public long completed() {
        return port.completed();
    }

    /** Whether the agent may sleep: it is woken by the port, or looks again after {@link #untilNextDeadline}. */
    public boolean canSleep() {
        return port.readableDescriptor() >= 0 || nowNs - workNs > QUIET_NS;
    }

    /** The agent is about to sleep. @return whether nothing has come until the port was told to wake it, where it can */
    boolean prepareToSleep() {
        if (endpoints == 0 || port.readableDescriptor() >= 0 || !mayReceive() || !interrupt.arm(readiness)) {
            return true;
        }
        int came = port.receive(frames, burst);
        if (came > 0) {
            workNs = nowNs;
            port.flush();
        }
        return came == 0;
    }

    /** Nanoseconds until {@link #poll} must be called again. */
    public long untilNextDeadline(long nowNs) {
        long next = Math.min(ip.nextDeadline() - nowNs, linkNs - nowNs);
        next = Math.min(next, tcp.nextDeadline(nowNs) - nowNs);
        if (port.readableDescriptor() < 0 && !interrupt.isArmed()) {
            long quiet = (nowNs - workNs) / LOOKS_IN_QUIET_TIME;
            next = Math.min(next, Math.clamp(quiet, LOOK_OFTEN_NS, LOOK_SELDOM_NS));
        }
        return Math.max(0, next);
    }

    /** Whether there still is no link, and why that may be; an empty text where there is one. Any thread. */
    String withoutLink() {
        return linkUp || closed ? "" : port.name() + " has no link; " + port.linkCure();
    }

    /** Stops the port. */
    public void close() {
        closed = true;
        port.close();
    }

    /** Others may have forgotten us, or never have heard of us, when the link comes up. */
    private void watchLink() {
        linkNs = nowNs + LINK_EVERY_NS;
        boolean up = port.linkUp();
        if (up && !linkUp) {
            ip.announce();
            port.flush();
        }
        linkUp = up;
    }

    private void onFrame(long address, int length) {
        ip.onFrame(nowNs, address, length);
    }

    private Sent send(long headers, int headersLength, long payload, int payloadLength) {
        return switch (port.send(headers, headersLength, payload, payloadLength)) {
            case COPIED -> Sent.COPIED;
            case FULL -> Sent.FULL;
            case REFERENCED -> {
                referenced++;
                yield Sent.REFERENCED;
            }
        };
    }
}
