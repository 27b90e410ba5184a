package io.nsn.daemon;

import io.nsn.api.Qos;
import io.nsn.control.ControlCodec;
import io.nsn.control.Reply;
import io.nsn.control.Request;
import io.nsn.counters.Counters;
import io.nsn.shm.Region;
import io.nsn.shm.RegionLayout;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executor;

/** The applications of this host, and what they may ask. Conductor's thread. */
final class Applications {
    private static final System.Logger LOG = System.getLogger("nsnd.applications");

    private final RegionLayout layout;
    private final int limit;
    private final Datapaths datapaths;
    private final Carriers carriers;
    private final DatapathAgentProxy agent;
    private final Wakeups wakeups;
    private final Counters counters;
    private final Executor conductor;
    private final HandleTable<ApplicationSession> sessions = new HandleTable<>(Ticket.MAX_APPLICATIONS);
    private int open;

    /**
     * @param limit     applications at the same time
     * @param conductor runs what the agent reports, on the conductor's thread
     */
    Applications(RegionLayout layout, int limit, Datapaths datapaths, Carriers carriers, DatapathAgentProxy agent,
                 Wakeups wakeups, Counters counters, Executor conductor) {
        this.layout = layout;
        this.limit = limit;
        this.datapaths = datapaths;
        this.carriers = carriers;
        this.agent = agent;
        this.wakeups = wakeups;
        this.counters = counters;
        this.conductor = conductor;
    }

    List<ApplicationSession> all() {
        return sessions.all();
    }

    /** Why an application may not open a session, or null. */
    String refusal(Request.Hello hello) {
        if (hello.version() != ControlCodec.VERSION) {
            return "this daemon speaks version " + ControlCodec.VERSION + " of the control protocol, the application "
                    + hello.version() + ": install the same release of both";
        }
        if (hello.applicationId() < 1 || hello.applicationId() > 65535) {
            return "application id " + hello.applicationId() + " is out of range: [app] l4_port must be 1 to 65535";
        }
        if (open >= limit || sessions.nextFree() < 0) {
            return "this daemon already serves " + open + " applications: raise [global] app_num in nsnd.cfg";
        }
        return null;
    }

    ApplicationSession open(int applicationId, int processId) {
        int index = sessions.nextFree();
        ApplicationPort port = new ApplicationPort(index, Region.create(layout), wakeups, counters);
        ApplicationSession session =
                new ApplicationSession(applicationId, processId, port, datapaths, carriers, agent, counters);
        sessions.put(index, session);
        open++;
        agent.run(a -> a.addApplication(port));
        LOG.log(Level.DEBUG, "process {0,number,#} opens a session with application id {1,number,#}", processId,
                applicationId);
        return session;
    }

    /** Carries out any request but a hello. */
    Reply handle(ApplicationSession session, Request request) {
        return switch (request) {
            case Request.CreateStream r -> createStream(session, r);
            case Request.DestroyStream r -> new Reply.Done(session.destroyStream(r.stream()));
            case Request.CreateSource r -> session.createSource(r.stream(), r.channel());
            case Request.DestroySource r -> new Reply.Done(session.destroySource(r.source()));
            case Request.CreateSink r -> session.createSink(r.stream(), r.channel());
            case Request.DestroySink r -> new Reply.Done(session.destroySink(r.sink()));
            case Request.Hello r -> new Reply.Refused("this session is open already");
            case Request.Report r -> new Reply.Refused("a report is asked for on a connection of its own");
        };
    }

    /** The application went, or is made to go. Its region lives until its last message is out. */
    void close(ApplicationSession session) {
        ApplicationPort port = session.port();
        agent.run(a -> a.removeApplication(port, () -> conductor.execute(() -> forget(port))));
        session.close();
        open--;
    }

    /** The process that a port belongs to, or null where it has gone. */
    ApplicationSession of(ApplicationPort port) {
        ApplicationSession session = sessions.get(port.index);
        return session != null && session.port() == port ? session : null;
    }

    private void forget(ApplicationPort port) {
        sessions.remove(port.index);
        port.region.close();
    }

    private static Reply createStream(ApplicationSession session, Request.CreateStream request) {
        Qos qos;
        try {
            qos = new Qos(Qos.Datapath.values()[request.datapath()], Qos.Consumption.values()[request.consumption()],
                    Qos.Determinism.values()[request.determinism()], Qos.Reliability.values()[request.reliability()]);
        } catch (ArrayIndexOutOfBoundsException e) {
            return new Reply.Refused("no such quality of service: datapath " + request.datapath() + ", consumption "
                    + request.consumption() + ", determinism " + request.determinism() + ", reliability "
                    + request.reliability() + "; each must be 0 or 1");
        }
        return session.createStream(qos);
    }
}
