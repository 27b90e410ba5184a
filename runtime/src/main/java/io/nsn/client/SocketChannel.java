package io.nsn.client;

import io.nsn.api.NsnException;
import io.nsn.control.ControlCodec;
import io.nsn.control.ControlSocket;
import io.nsn.control.Reply;
import io.nsn.control.Request;
import io.nsn.ffi.Memory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The conversation over the control socket. A thread of its own receives, so that the end of the daemon is noticed at
 * once, whoever waits for whatever.
 */
final class SocketChannel implements ControlChannel {
    private static final long PATIENCE_S = 10;
    private static final Reply GONE = new Reply.Refused("the daemon is gone: its connection ended");

    private final ControlSocket socket;
    private final LinkedBlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    private volatile boolean over;

    SocketChannel(ControlSocket socket) {
        this.socket = socket;
    }

    /** Starts listening for the end. @param onEnd run once, on the listening thread */
    void watch(Runnable onEnd) {
        Thread watcher = new Thread(() -> listen(onEnd), "nsn-session");
        watcher.setDaemon(true);
        watcher.start();
    }

    @Override
    public synchronized Reply request(Request request) {
        if (over || socket.send(ControlCodec.encode(request)) < 0) {
            throw new NsnException(((Reply.Refused) GONE).reason());
        }
        try {
            Reply reply = replies.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (reply == null) {
                throw new NsnException("the daemon has not answered for " + PATIENCE_S + " s");
            }
            if (reply instanceof Reply.Refused refused) {
                throw new NsnException(refused.reason());
            }
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NsnException("interrupted while waiting for the daemon's answer", e);
        }
    }

    @Override
    public void close() {
        over = true;
        socket.shutdown();
    }

    private void listen(Runnable onEnd) {
        try {
            ControlSocket.Message message;
            while ((message = socket.receive()) != null) {
                for (int stray : message.descriptors()) {
                    Memory.close(stray);
                }
                replies.add(ControlCodec.reply(message.bytes()));
            }
        } catch (ControlSocket.WouldBlock | IllegalArgumentException e) {
            System.getLogger("nsn").log(System.Logger.Level.ERROR, "the daemon sent what is no reply: {0}",
                    e.getMessage());
        } finally {
            over = true;
            onEnd.run();
            replies.add(GONE);
            socket.close();
        }
    }
}
