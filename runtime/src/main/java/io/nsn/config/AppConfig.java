package io.nsn.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code nsn-app.cfg}: what an application is.
 *
 * @param applicationId a UDP and TCP port, 1 to 65535; only applications with the same one can communicate
 */
public record AppConfig(int applicationId, LogLevel logLevel) {

    /** Names the file instead of {@code nsn-app.cfg} in the working directory. */
    public static final String VARIABLE = "NSN_APP_CONFIG";

    /**
     * Reads the file that the environment names, else the one in the working directory, else takes the defaults.
     *
     * @throws ConfigException with everything that is wrong with the file, or where the named one is missing
     */
    public static AppConfig load() {
        return load(System.getenv(VARIABLE), Path.of(ConfigFile.APPLICATION.fileName()));
    }

    static AppConfig load(String named, Path usual) {
        if (named != null && !named.isEmpty()) {
            return read(ConfigParser.parse(ConfigFile.APPLICATION, Path.of(named)));
        }
        return read(Files.exists(usual) ? ConfigParser.parse(ConfigFile.APPLICATION, usual)
                : ConfigParser.parse(ConfigFile.APPLICATION, "built in", ""));
    }

    private static AppConfig read(ConfigDocument document) {
        document.throwProblems();
        return new AppConfig(document.number(ConfigKey.L4_PORT), LogLevel.of(document.text(ConfigKey.APP_LOG_LEVEL)));
    }
}
