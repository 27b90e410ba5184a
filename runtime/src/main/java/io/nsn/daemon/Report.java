package io.nsn.daemon;

import io.nsn.api.Qos;
import io.nsn.counters.Counter;
import io.nsn.ffi.Threads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The state of a daemon as JSON: plugins with their streams, sources and sinks, and all counters. Conductor's thread. */
final class Report {
    private Report() {}

    static String of(Host host, String socketName) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("pid", Threads.processId());
        report.put("socket", socketName);
        report.put("plugins", plugins(host));
        Map<String, Object> counters = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            counters.put(counter.label(), host.counters().get(counter));
        }
        report.put("counters", counters);
        return Json.write(report);
    }

    private static List<Object> plugins(Host host) {
        List<Object> plugins = new ArrayList<>();
        for (String name : host.datapaths().names()) {
            List<Object> streams = new ArrayList<>();
            for (ApplicationSession session : host.applications().all()) {
                session.streams().stream().filter(stream -> stream.lease.datapath().equals(name))
                        .forEach(stream -> streams.add(stream(session, stream)));
            }
            Map<String, Object> plugin = new LinkedHashMap<>();
            plugin.put("name", name);
            plugin.put("active", true);
            plugin.put("streams", streams);
            plugins.add(plugin);
        }
        host.datapaths().unavailable().forEach((name, reason) -> plugins.add(
                new LinkedHashMap<>(Map.of("name", name, "active", false, "reason", reason, "streams", List.of()))));
        return plugins;
    }

    private static Map<String, Object> stream(ApplicationSession session, ApplicationSession.StreamEntry stream) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("app_id", session.applicationId());
        result.put("pid", session.processId());
        result.put("stream", stream.handle);
        Qos qos = stream.qos;
        result.put("acceleration", qos.datapath().name().toLowerCase());
        result.put("reliability", qos.reliability().name().toLowerCase());
        result.put("consumption", qos.consumption().name().toLowerCase());
        result.put("determinism", qos.determinism().name().toLowerCase());
        result.put("sources", session.sources().stream().filter(source -> source.stream() == stream)
                .map(source -> (Object) Integer.toUnsignedLong(source.channelId())).toList());
        result.put("sinks", session.sinks().stream().filter(sink -> sink.stream() == stream)
                .map(sink -> (Object) Integer.toUnsignedLong(sink.channelId())).toList());
        return result;
    }
}
