package io.nsn.client;

import io.nsn.api.NsnException;
import io.nsn.config.AppConfig;
import io.nsn.control.ControlCodec;
import io.nsn.control.ControlSocket;
import io.nsn.control.Reply;
import io.nsn.control.Request;
import io.nsn.ffi.NativeException;
import io.nsn.ffi.Threads;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;

/** Opens the conversation with the local daemon: connects, checks who answers, says hello, maps the region. */
final class Connector {
    private Connector() {}

    static ClientSession connect(AppConfig config, String socketName) {
        ControlSocket socket = dial(socketName);
        try {
            socket.send(ControlCodec.encode(new Request.Hello(ControlCodec.VERSION, config.applicationId())));
            ControlSocket.Message message = socket.receive();
            if (message == null) {
                throw new NsnException("the daemon closed the connection: its log says why");
            }
            Reply reply = ControlCodec.reply(message.bytes());
            if (reply instanceof Reply.Refused refused) {
                throw new NsnException(refused.reason());
            }
            return session(config, socket, (Reply.Welcome) reply, message.descriptors());
        } catch (ControlSocket.WouldBlock | RuntimeException e) {
            socket.close();
            throw e instanceof NsnException known ? known
                    : new NsnException("the daemon's answer makes no sense: " + e.getMessage(), e);
        }
    }

    /** The daemon's report as JSON. */
    static String report(String socketName) {
        ControlSocket socket = dial(socketName);
        StringBuilder text = new StringBuilder();
        try (socket) {
            socket.send(ControlCodec.encode(new Request.Report()));
            ControlSocket.Message message;
            while ((message = socket.receive()) != null
                    && ControlCodec.reply(message.bytes()) instanceof Reply.Text part) {
                text.append(part.part());
                if (part.last()) {
                    return text.toString();
                }
            }
        } catch (ControlSocket.WouldBlock e) {
            throw new NsnException("the daemon's answer makes no sense", e);
        }
        throw new NsnException("the daemon at " + socketName + " sent no report");
    }

    private static ControlSocket dial(String name) {
        ControlSocket socket;
        try {
            socket = ControlSocket.connect(name);
        } catch (NativeException e) {
            throw new NsnException("no INSANE daemon answers at " + name + " (" + NativeException.name(e.errno())
                    + "): start one with `cd nsnd && sudo ./nsnd`, or name its socket in NSND_SOCKET", e);
        }
        int daemon = socket.peer().uid();
        if (daemon != 0 && daemon != Threads.effectiveUserId()) {
            socket.close();
            throw new NsnException("whoever listens at " + name + " runs as user " + daemon
                    + ", neither root nor you: not trusted with your messages");
        }
        return socket;
    }

    private static ClientSession session(AppConfig config, ControlSocket socket, Reply.Welcome welcome,
                                         int[] descriptors) {
        if (welcome.version() != ControlCodec.VERSION || descriptors.length != 2) {
            throw new NsnException("the daemon speaks version " + welcome.version() + " of the control protocol, this "
                    + "library version " + ControlCodec.VERSION + ": install the same release of both");
        }
        RegionLayout layout = new RegionLayout(welcome.sendSlots(), welcome.receiveSlots(), welcome.slotSize(),
                welcome.maxSinks());
        Region region = Region.attach(descriptors[0], layout);
        SocketChannel channel = new SocketChannel(socket);
        ClientSession session = new ClientSession(config.applicationId(), channel, region, descriptors[1]);
        channel.watch(session::daemonGone);
        return session;
    }
}
