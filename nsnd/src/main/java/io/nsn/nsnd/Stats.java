package io.nsn.nsnd;

import com.fasterxml.jackson.jr.ob.JSON;
import io.nsn.api.NsnException;
import io.nsn.client.DaemonInfo;
import io.nsn.config.ConfigException;
import io.nsn.config.SocketName;
import io.nsn.counters.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The counters of the local daemon. */
@Command(name = "./insane stats", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Shows the plugins, streams and counters of the daemon that runs here.",
        footer = {"", "NSND_SOCKET in the environment names another daemon's control socket."})
public final class Stats implements Callable<Integer> {
    private static final int FAILED = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Write what is shown, and more, as JSON.")
    private Path json;

    @Option(names = "--all", description = "Show the counters that are zero, too.")
    private boolean all;

    public static void main(String[] arguments) {
        System.exit(Tool.run(new Stats(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> report;
        try {
            report = JSON.std.mapFrom(DaemonInfo.fetch(SocketName.resolve(null)));
        } catch (NsnException | ConfigException e) {
            System.err.println(e.getMessage());
            return FAILED;
        }
        System.out.print(text(report, all));
        if (json != null) {
            Tool.writeJson(report, json);
        }
        return 0;
    }

    /** A daemon's report for people. */
    static String text(Map<String, Object> report, boolean all) {
        StringBuilder out = new StringBuilder();
        out.append("daemon ").append(report.get("pid")).append(" at ").append(report.get("socket")).append('\n');
        for (Object plugin : (List<?>) report.get("plugins")) {
            plugin(out, (Map<?, ?>) plugin);
        }
        Map<?, ?> counters = (Map<?, ?>) report.get("counters");
        for (Counter counter : Counter.values()) {
            if (counters.get(counter.label()) instanceof Number value && (all || value.longValue() != 0)) {
                out.append(String.format(Locale.ROOT, "%,18d  %-20s %s: %s%n", value.longValue(), counter.label(), counter.unit(),
                        counter.help()));
            }
        }
        return out.toString();
    }

    private static void plugin(StringBuilder out, Map<?, ?> plugin) {
        List<?> streams = (List<?>) plugin.get("streams");
        out.append("  ").append(plugin.get("name")).append(": ").append(Boolean.TRUE.equals(plugin.get("active"))
                ? streams.size() + " streams" : "off, " + plugin.get("reason")).append('\n');
        for (Object each : streams) {
            Map<?, ?> stream = (Map<?, ?>) each;
            out.append(String.format("    application %s (process %s): %s, %s; sources %s, sinks %s%n",
                    stream.get("app_id"), stream.get("pid"), stream.get("acceleration"), stream.get("reliability"),
                    stream.get("sources"), stream.get("sinks")));
        }
    }
}
