package io.nsn.daemon;

import io.nsn.api.Qos;
import io.nsn.counters.Counter;
import io.nsn.counters.Counters;
import io.nsn.control.Reply;
import io.nsn.datapath.DatapathException;
import java.util.ArrayList;
import java.util.List;

/** One application: its streams, sources and sinks as the conductor knows them. Conductor's thread. */
final class ApplicationSession {
    private static final int MAX_STREAMS = 1 << 16;
    private static final int MAX_SOURCES = 1 << 16;
    /** Reserved on the wire: it marks the parts of split messages. */
    private static final int RESERVED_CHANNEL = -1;

    static final class StreamEntry {
        final int handle;
        final Qos qos;
        final Carriers.Lease lease;

        StreamEntry(int handle, Qos qos, Carriers.Lease lease) {
            this.handle = handle;
            this.qos = qos;
            this.lease = lease;
        }
    }

    record SourceEntry(int handle, int channelId, StreamEntry stream) {}

    record SinkEntry(int handle, int channelId, StreamEntry stream, SinkPort port) {}

    private final int applicationId;
    private final int processId;
    private final ApplicationPort port;
    private final Datapaths datapaths;
    private final Carriers carriers;
    private final DatapathAgentProxy agent;
    private final Counters counters;
    private final HandleTable<StreamEntry> streams = new HandleTable<>(MAX_STREAMS);
    private final HandleTable<SourceEntry> sources = new HandleTable<>(MAX_SOURCES);
    private final HandleTable<SinkEntry> sinks;

    ApplicationSession(int applicationId, int processId, ApplicationPort port, Datapaths datapaths, Carriers carriers,
                       DatapathAgentProxy agent, Counters counters) {
        this.applicationId = applicationId;
        this.processId = processId;
        this.port = port;
        this.datapaths = datapaths;
        this.carriers = carriers;
        this.agent = agent;
        this.counters = counters;
        sinks = new HandleTable<>(port.region.layout().maxSinks());
    }

    int applicationId() {
        return applicationId;
    }

    int processId() {
        return processId;
    }

    ApplicationPort port() {
        return port;
    }

    List<StreamEntry> streams() {
        return streams.all();
    }

    List<SourceEntry> sources() {
        return sources.all();
    }

    List<SinkEntry> sinks() {
        return sinks.all();
    }

    Reply createStream(Qos qos) {
        int handle = streams.nextFree();
        if (handle < 0) {
            return new Reply.Refused("no more than " + MAX_STREAMS + " streams in one application: destroy some");
        }
        List<String> preference = QosSelector.preference(qos);
        String refusal = "";
        for (String datapath : preference) {
            boolean lastResort = datapath.equals(QosSelector.LOCAL);
            if (datapaths.running(datapath) == null || lastResort && !refusal.isEmpty()) {
                continue;
            }
            try {
                Carriers.Lease lease = carriers.acquire(datapath, applicationId, qos.reliable());
                return created(new StreamEntry(handle, qos, lease), preference.getFirst(), refusal);
            } catch (DatapathException e) {
                refusal = e.getMessage();
            }
        }
        return new Reply.Refused(refusal);
    }

    private Reply created(StreamEntry stream, String wanted, String refusal) {
        streams.put(stream.handle, stream);
        if (stream.qos.consumption() == Qos.Consumption.POLL) {
            agent.run(a -> a.addPollingStreams(stream.lease.datapath(), 1));
        }
        String chosen = stream.lease.datapath();
        String note = "";
        if (!chosen.equals(wanted)) {
            note = wanted + ": " + (refusal.isEmpty() ? datapaths.reason(wanted) : refusal);
            agent.run(any -> counters.increment(Counter.FALLBACKS));
        }
        return new Reply.Created(stream.handle, chosen, note);
    }

    boolean destroyStream(int handle) {
        StreamEntry stream = streams.get(handle);
        if (stream == null) {
            return false;
        }
        sources.all().stream().filter(source -> source.stream() == stream)
                .forEach(source -> destroySource(source.handle()));
        sinks.all().stream().filter(sink -> sink.stream() == stream).forEach(sink -> destroySink(sink.handle()));
        streams.remove(handle);
        if (stream.qos.consumption() == Qos.Consumption.POLL) {
            agent.run(a -> a.addPollingStreams(stream.lease.datapath(), -1));
        }
        carriers.release(stream.lease);
        return true;
    }

    Reply createSource(int streamHandle, int channelId) {
        StreamEntry stream = streams.get(streamHandle);
        int handle = sources.nextFree();
        String refusal = refusal(stream, streamHandle, channelId, handle, "sources", MAX_SOURCES);
        if (refusal != null) {
            return new Reply.Refused(refusal);
        }
        Carrier carrier = stream.lease.carrier();
        sources.put(handle, new SourceEntry(handle, channelId, stream));
        agent.run(any -> {
            carrier.expect(port.region.layout().slots());
            port.setRoute(handle, new ApplicationPort.Route(channelId, carrier));
        });
        return new Reply.Created(handle, "", "");
    }

    boolean destroySource(int handle) {
        SourceEntry source = sources.get(handle);
        if (source == null) {
            return false;
        }
        agent.run(any -> {
            port.drain(port.region.layout().slots()); // what was emitted before still goes
            port.setRoute(handle, null);
        });
        sources.remove(handle);
        return true;
    }

    Reply createSink(int streamHandle, int channelId) {
        StreamEntry stream = streams.get(streamHandle);
        int handle = sinks.nextFree();
        String refusal = refusal(stream, streamHandle, channelId, handle, "sinks", port.region.layout().maxSinks());
        if (refusal != null) {
            return new Reply.Refused(refusal);
        }
        SinkPort sink = new SinkPort(port, handle, channelId);
        sinks.put(handle, new SinkEntry(handle, channelId, stream, sink));
        agent.run(a -> {
            a.expectPlaces(1);
            stream.lease.carrier().channels().add(sink);
        });
        return new Reply.Created(handle, "", "");
    }

    boolean destroySink(int handle) {
        SinkEntry sink = sinks.get(handle);
        if (sink == null) {
            return false;
        }
        agent.run(a -> {
            a.expectPlaces(-1);
            sink.stream().lease.carrier().channels().remove(sink.port());
            a.wakeups().forget();
        });
        sinks.remove(handle);
        return true;
    }

    /** Ends everything of this application but its messages already on their way. */
    void close() {
        for (StreamEntry stream : new ArrayList<>(streams.all())) {
            destroyStream(stream.handle);
        }
    }

    private static String refusal(StreamEntry stream, int streamHandle, int channelId, int handle, String what,
                                  int limit) {
        if (stream == null) {
            return "no stream with handle " + Integer.toUnsignedString(streamHandle) + ": create one first";
        }
        if (channelId == RESERVED_CHANNEL) {
            return "channel id 4294967295 (0xFFFFFFFF) is reserved: use any other 32-bit number";
        }
        return handle < 0 ? "no more than " + limit + " " + what + " in one application: destroy some" : null;
    }
}
