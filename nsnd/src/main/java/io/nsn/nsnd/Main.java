package io.nsn.nsnd;

import io.nsn.config.ConfigException;
import io.nsn.config.ConfigFile;
import io.nsn.config.ConfigReference;
import io.nsn.config.DaemonConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The daemon's command line. */
@Command(name = "nsnd", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "The INSANE daemon: moves the messages of this host's applications.",
        footer = {"", "Prints \"nsnd ready\" on standard output once applications can connect; logs to standard error.",
                  "Exit status: 0 after SIGTERM or SIGINT, 1 if it cannot run, 2 for a mistake in the configuration."})
public final class Main implements Callable<Integer> {
    /** Where the launcher is; the configuration beside it is the default. */
    private static final String HOME = "nsnd.home";
    private static final int MISTAKE = 2;

    @Option(names = "--config", paramLabel = "FILE",
            description = "The configuration; default: nsnd.cfg beside the daemon, else this host alone.")
    private Path file;

    @Option(names = "--check", description = "Check the configuration and do nothing else.")
    private boolean check;

    @Option(names = "--print-config", description = "Print a configuration with every key, commented.")
    private boolean printConfig;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() {
        if (printConfig) {
            System.out.print(ConfigReference.nsndCfg());
            return 0;
        }
        try {
            DaemonConfig config = load();
            return check ? checked() : DaemonProcess.run(config);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return MISTAKE;
        }
    }

    private static int checked() {
        System.out.println("The configuration can be used.");
        return 0;
    }

    private DaemonConfig load() {
        if (file != null) {
            return DaemonConfig.load(file);
        }
        Path beside = Path.of(System.getProperty(HOME, ""), ConfigFile.DAEMON.fileName());
        return Files.exists(beside) ? DaemonConfig.load(beside) : DaemonConfig.embedded();
    }
}
