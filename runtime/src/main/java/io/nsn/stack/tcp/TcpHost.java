package io.nsn.stack.tcp;

/**
 * The TCP of one host: its connections by their addresses, their timers, and the answer to segments that are nobody's. The
 * caller has verified a segment's checksum. One thread; allocates only where connections are added.
 */
public final class TcpHost {
    private static final int RESETS_PER_SECOND = 200;
    /** One ACK stands for so many segments, or for what comes so soon; hosts whose cards or GRO merge segments do likewise. */
    private static final int ACK_SEGMENTS = 16;
    private static final long ACK_WAITS_NS = 25_000;

    final TcpConfig config;
    final TcpCounts counts = new TcpCounts();
    final SegmentOutput output;
    final BlockPool pool;
    final IsnGenerator isn;

    private final TimerWheel wheel;
    private final TcpHeader header = new TcpHeader();
    private final SegmentWriter writer = new SegmentWriter();
    private final RateLimiter resets = new RateLimiter(RESETS_PER_SECOND);
    private TcpConnection[] table = new TcpConnection[16];
    private TcpConnection[] ackList = new TcpConnection[16];
    private int connections;
    private int acksListed;

    /** @param key0 with {@code key1}: random, known to nobody */
    public TcpHost(TcpConfig config, SegmentOutput output, BlockPool pool, long key0, long key1,
                   long nowNs) {
        this.config = config;
        this.output = output;
        this.pool = pool;
        isn = new IsnGenerator(key0, key1);
        wheel = new TimerWheel(nowNs);
    }

    public TcpCounts counts() {
        return counts;
    }

    /** A new connection, closed at first. @throws IllegalArgumentException where there is one between these ports */
    public TcpConnection add(TcpUser user, int localAddress, int localPort, int remoteAddress, int remotePort) {
        if (find(localAddress, localPort, remoteAddress, remotePort) != null) {
            throw new IllegalArgumentException("a connection between ports " + localPort + " and " + remotePort
                    + " is there already");
        }
        if (2 * (connections + 1) > table.length) {
            grow();
        }
        TcpConnection connection =
                new TcpConnection(this, user, localAddress, localPort, remoteAddress, remotePort);
        put(connection);
        connections++;
        return connection;
    }

    /** Forgets a connection, which ends as by {@link TcpConnection#abort}. */
    public void remove(TcpConnection connection, long nowNs) {
        connection.abort(nowNs);
        wheel.remove(connection);
        takeOut(connection);
        connections--;
        for (int i = 0; i < acksListed; i++) {
            if (ackList[i] == connection) {
                ackList[i] = ackList[--acksListed];
            }
        }
    }

    /** A segment arrived whose checksum is right. */
    public void onSegment(int remoteAddress, int localAddress, long address, int length, long nowNs) {
        counts.count(TcpEvent.SEGMENTS_IN);
        if (!header.wrap(address, length)) {
            counts.count(TcpEvent.DROP_MALFORMED);
            return;
        }
        TcpConnection connection =
                find(localAddress, header.destinationPort(), remoteAddress, header.sourcePort());
        if (connection == null) {
            counts.count(TcpEvent.DROP_NO_CONNECTION);
            refuse(header, localAddress, remoteAddress, nowNs);
        } else {
            connection.onSegment(header, nowNs);
        }
    }

    /** ICMP "fragmentation needed" about a segment of ours (RFC 1191). */
    public void onPathMtu(int localAddress, int localPort, int remoteAddress, int remotePort, int sequence, int mtu,
                          long nowNs) {
        TcpConnection connection = find(localAddress, localPort, remoteAddress, remotePort);
        if (connection != null) {
            connection.path.tooLong(sequence, mtu, nowNs);
        }
    }

    /** Does what time demands; to be called after each burst of arrivals, too. @return how much was done */
    public int poll(long nowNs) {
        return sendListedAcks(nowNs) + wheel.advance(nowNs);
    }

    /** When {@link #poll} has something to do; Long.MAX_VALUE for never. */
    public long nextDeadline(long nowNs) {
        long next = wheel.nextDeadline(nowNs);
        for (int i = 0; i < acksListed; i++) {
            next = Math.min(next, ackList[i].ackListedNs + ACK_WAITS_NS);
        }
        return next;
    }

    void schedule(TcpConnection connection) {
        wheel.schedule(connection, connection.timers.next());
    }

    /** The connection owes an ACK of a second segment, which waits for a moment whether more come. */
    void listAck(TcpConnection connection, long nowNs) {
        if (!connection.ackListed) {
            connection.ackListed = true;
            connection.ackListedNs = nowNs;
            ackList[acksListed++] = connection;
        }
    }

    private int sendListedAcks(long nowNs) {
        int listed = acksListed;
        acksListed = 0;
        for (int i = 0; i < listed; i++) {
            TcpConnection connection = ackList[i];
            ackList[i] = null;
            if (connection.receiver.segmentsOwed() < ACK_SEGMENTS && nowNs - connection.ackListedNs < ACK_WAITS_NS) {
                ackList[acksListed++] = connection;
            } else {
                connection.ackListed = false;
                connection.sendOwedAck(nowNs);
            }
        }
        return listed - acksListed;
    }

    /** Answers a segment that belongs to no connection by a reset (RFC 9293 §3.10.7.1); so many a second only. */
    void refuse(TcpHeader segment, int localAddress, int remoteAddress, long nowNs) {
        if (segment.has(TcpHeader.RST)) {
            return;
        }
        if (!resets.allow(nowNs)) {
            counts.count(TcpEvent.RESETS_LIMITED);
            return;
        }
        boolean acks = segment.has(TcpHeader.ACK);
        writer.start(output.segment(), segment.destinationPort(), segment.sourcePort(),
                acks ? segment.acknowledgment() : 0, acks ? 0 : segment.sequence() + segment.sequenceLength(),
                acks ? TcpHeader.RST : TcpHeader.RST | TcpHeader.ACK, 0);
        counts.count(TcpEvent.RESETS_SENT);
        output.send(localAddress, remoteAddress, writer.finish(), 0, 0, nowNs);
    }

    private TcpConnection find(int localAddress, int localPort, int remoteAddress, int remotePort) {
        int at = home(localPort, remoteAddress, remotePort);
        for (TcpConnection c = table[at]; c != null; c = table[at]) {
            if (c.remoteAddress == remoteAddress && c.remotePort == remotePort && c.localPort == localPort
                    && c.localAddress == localAddress) {
                return c;
            }
            at = at + 1 & table.length - 1;
        }
        return null;
    }

    private int home(int localPort, int remoteAddress, int remotePort) {
        int mixed = (remoteAddress * 31 + localPort) * 31 + remotePort;
        return mixed * 0x9e3779b9 >>> 16 & table.length - 1;
    }

    private void put(TcpConnection connection) {
        int at = home(connection.localPort, connection.remoteAddress, connection.remotePort);
        while (table[at] != null) {
            at = at + 1 & table.length - 1;
        }
        table[at] = connection;
    }

    private void takeOut(TcpConnection connection) {
        TcpConnection[] all = table;
        table = new TcpConnection[all.length];
        for (TcpConnection other : all) {
            if (other != null && other != connection) {
                put(other);
            }
        }
    }

    private void grow() {
        TcpConnection[] all = table;
        table = new TcpConnection[2 * all.length];
        TcpConnection[] listed = ackList;
        ackList = new TcpConnection[table.length];
        System.arraycopy(listed, 0, ackList, 0, acksListed);
        for (TcpConnection connection : all) {
            if (connection != null) {
                put(connection);
            }
        }
    }
}
