package io.nsn.stack.tcp;

import java.util.random.RandomGenerator;

/** A user that sends a pattern and checks another; takes what it gets in moods. */
final class SimUser implements TcpUser {
    final Pattern sends;
    final Pattern receives;
    final RandomGenerator random;
    TcpConnection connection;
    long offered;
    long acknowledged;
    long received;
    int connects;
    boolean peerClosed;
    CloseReason closed;
    String fault;
    /** The chance that it takes not all of what it is offered. */
    double refusal;
    boolean refusing;
    Runnable onClosed = () -> { };

    SimUser(long sendSeed, long receiveSeed, RandomGenerator random) {
        sends = new Pattern(sendSeed);
        receives = new Pattern(receiveSeed);
        this.random = random;
    }

    /** As if it had just been made; what was offered to the connection before is no more. */
    void forget() {
        offered = 0;
        acknowledged = 0;
        received = 0;
        peerClosed = false;
    }

    @Override
    public long sendable() {
        return offered;
    }

    @Override
    public int gather(long offset, int length, long to) {
        if (offset < acknowledged || offset + length > offered) {
            fault = "asked for " + offset + "+" + length + " of " + acknowledged + ".." + offered;
        }
        sends.write(offset, length, to);
        return length;
    }

    @Override
    public long tail() {
        throw new AssertionError("nothing was left out");
    }

    @Override
    public void acknowledged(long offset) {
        if (offset < acknowledged || offset > offered) {
            fault = "acknowledged " + offset + " of " + acknowledged + ".." + offered;
        }
        acknowledged = offset;
    }

    @Override
    public int receive(long address, int length) {
        if (refusing || refusal > 0 && random.nextDouble() < refusal) {
            length = refusing ? 0 : random.nextInt(length + 1);
        }
        if (!receives.matches(received, length, address)) {
            fault = "wrong octets at " + received + "+" + length;
        }
        if (peerClosed) {
            fault = "octets behind the end";
        }
        received += length;
        return length;
    }

    @Override
    public void connected(long nowNs) {
        connects++;
        acknowledged = 0;
        received = 0;
        peerClosed = false;
        closed = null;
    }

    @Override
    public void peerClosed() {
        peerClosed = true;
    }

    @Override
    public void closed(CloseReason reason, long nowNs) {
        closed = reason;
        onClosed.run();
    }
}
