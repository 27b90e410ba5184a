package io.nsn.daemon;

import io.nsn.control.ControlCodec;
import io.nsn.control.ControlSocket;
import io.nsn.control.Reply;
import io.nsn.control.Request;
import io.nsn.datapath.EpollReadiness;
import io.nsn.ffi.Memory;
import io.nsn.ffi.Sockets;
import io.nsn.ffi.Threads;
import io.nsn.shm.RegionLayout;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The daemon's end of the control socket: connections in, requests to {@link Applications}. Conductor's thread. */
final class ControlServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("nsnd.control");
    /** Characters of a report sent in one message; a character is at most 3 bytes. */
    private static final int TEXT_PART = ControlCodec.MAX_MESSAGE / 3 - 16;

    private static final class Connection {
        private final ControlSocket socket;
        private ApplicationSession session;

        private Connection(ControlSocket socket) {
            this.socket = socket;
        }
    }

    private final ControlSocket listener;
    private final EpollReadiness readiness;
    private final Host host;
    private final Supplier<String> report;
    private final Map<Integer, Connection> connections = new HashMap<>();
    private final Set<String> logged = new HashSet<>();

    ControlServer(ControlSocket listener, EpollReadiness readiness, Host host, Supplier<String> report) {
        this.listener = listener;
        this.readiness = readiness;
        this.host = host;
        this.report = report;
        readiness.add(listener.fd(), Sockets.EPOLLIN, (events, now) -> accept());
        host.onDisconnect(this::disconnect);
    }

    private int accept() {
        ControlSocket socket = listener.accept();
        if (socket == null) {
            return 0;
        }
        int user = socket.peer().uid();
        int own = Threads.effectiveUserId();
        if (own != 0 && user != own && user != 0) {
            socket.send(ControlCodec.encode(new Reply.Refused("this daemon runs as user " + own
                    + " and serves that user only: run it as root to serve user " + user)));
            socket.close();
            return 1;
        }
        Connection connection = new Connection(socket);
        connections.put(socket.fd(), connection);
        readiness.add(socket.fd(), Sockets.EPOLLIN | Sockets.EPOLLRDHUP, (events, now) -> serve(connection));
        return 1;
    }

    private int serve(Connection connection) {
        try {
            ControlSocket.Message message = connection.socket.receive();
            if (message == null) {
                close(connection);
                return 1;
            }
            for (int stray : message.descriptors()) {
                Memory.close(stray);
            }
            answer(connection, ControlCodec.request(message.bytes()));
        } catch (ControlSocket.WouldBlock e) {
            return 0;
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "a control connection sent what is no request ({0}): closed", e.getMessage());
            close(connection);
        }
        return 1;
    }

    private void answer(Connection connection, Request request) {
        switch (request) {
            case Request.Report r -> sendReport(connection);
            case Request.Hello hello when connection.session == null -> welcome(connection, hello);
            case Request r when connection.session == null ->
                send(connection, new Reply.Refused("no session: say hello first"));
            default -> {
                Reply reply = host.applications().handle(connection.session, request);
                logFallback(connection.session, reply);
                send(connection, reply);
            }
        }
    }

    /** Each reason once: it is the host's, not the application's. */
    private void logFallback(ApplicationSession session, Reply reply) {
        if (reply instanceof Reply.Created created && !created.note().isEmpty() && logged.add(created.note())) {
            LOG.log(Level.INFO, "application {0,number,#} gets {1} instead of {2}", session.applicationId(),
                    created.datapath(), created.note());
        }
    }

    private void welcome(Connection connection, Request.Hello hello) {
        String refusal = host.applications().refusal(hello);
        if (refusal != null) {
            send(connection, new Reply.Refused(refusal));
            return;
        }
        connection.session = host.applications().open(hello.applicationId(), connection.socket.peer().pid());
        RegionLayout layout = connection.session.port().region.layout();
        send(connection, new Reply.Welcome(ControlCodec.VERSION, layout.sendSlots(), layout.receiveSlots(),
                layout.slotSize(), layout.maxSinks()), connection.session.port().region.fd(), host.doorbell());
    }

    private void sendReport(Connection connection) {
        String text = report.get();
        for (int from = 0; from < text.length() || from == 0; from += TEXT_PART) {
            int to = Math.min(text.length(), from + TEXT_PART);
            send(connection, new Reply.Text(to == text.length(), text.substring(from, to)));
        }
    }

    private void send(Connection connection, Reply reply, int... descriptors) {
        int failed = connection.socket.send(ControlCodec.encode(reply), descriptors);
        if (failed < 0) {
            LOG.log(Level.DEBUG, "a control connection takes no replies: closed");
            close(connection);
        }
    }

    private void disconnect(ApplicationSession session) {
        connections.values().stream().filter(connection -> connection.session == session).findFirst()
                .ifPresent(this::close);
    }

    private void close(Connection connection) {
        if (connections.remove(connection.socket.fd()) == null) {
            return;
        }
        readiness.remove(connection.socket.fd());
        connection.socket.close();
        if (connection.session != null) {
            host.applications().close(connection.session);
        }
    }

    @Override
    public void close() {
        for (Connection connection : connections.values().toArray(new Connection[0])) {
            close(connection);
        }
        readiness.remove(listener.fd());
        listener.close();
    }
}
