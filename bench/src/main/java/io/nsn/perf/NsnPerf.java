package io.nsn.perf;

import com.fasterxml.jackson.jr.ob.JSON;
import io.nsn.api.NsnException;
import io.nsn.api.Session;
import io.nsn.api.Stream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of nsn-perf. */
@Command(name = "nsn-perf", mixinStandardHelpOptions = true, version = "nsn-perf 2.0.0 (Java)",
        description = "Measures round trips (ping, answered by pong) and throughput (source to sink) between two applications.",
        footer = {"", "Start pong or sink first: they print \"ready\". Both ends take the same -s -q -r -a, source and sink the same -n "
                + "-w too. The application id is that of nsn-app.cfg, or of the file NSN_APP_CONFIG names."})
public final class NsnPerf implements Callable<Integer> {
    private static final int FAILED = 1;

    enum Role { PING, PONG, SOURCE, SINK }

    @Parameters(paramLabel = "ping|pong|source|sink", description = "What this end does.")
    private Role role;

    @Mixin
    private Options options;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        // The measuring thread ends the JVM itself: on a signal its report comes before the end.
        int status = new CommandLine(new NsnPerf()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    @Override
    public Integer call() throws IOException {
        if (!options.mistake().isEmpty()) {
            throw new ParameterException(spec.commandLine(), options.mistake());
        }
        try (Session session = Session.open(); Stream stream = session.createStream(options.qos())) {
            Run run = new Run(options.maxTime).endsBySignal();
            report(stream.datapath(), measure(new Exchange(session, stream, options, run)));
            return 0;
        } catch (NsnException e) {
            System.err.println("nsn-perf: " + e.getMessage());
            return FAILED;
        }
    }

    private Measurement measure(Exchange exchange) {
        return switch (role) {
            case PING -> exchange.ping();
            case PONG -> exchange.pong();
            case SOURCE -> exchange.source();
            case SINK -> exchange.sink();
        };
    }

    private void report(String datapath, Measurement measured) throws IOException {
        String name = role.name().toLowerCase(Locale.ROOT);
        System.out.printf("%s over %s, %d bytes: %s", name, datapath, options.size, measured.text());
        if (options.json != null) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("role", name);
            result.put("client", "java");
            result.put("datapath", datapath);
            result.put("size", options.size);
            result.putAll(measured.values());
            JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).write(result, options.json.toFile());
        }
    }
}
