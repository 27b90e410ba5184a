package io.nsn.config;

import io.nsn.config.ConfigException.Problem;
import java.util.List;

/** Where daemon and applications meet: a path, or {@code @name} for an abstract socket of the network namespace. */
public final class SocketName {

    /** Overrides what is configured, for daemon and applications alike. */
    public static final String VARIABLE = "NSND_SOCKET";

    private SocketName() {}

    /**
     * @param configured from {@link DaemonConfig#socket}, or null
     * @throws ConfigException where the environment's name can be no socket's
     */
    public static String resolve(String configured) {
        return resolve(System.getenv(VARIABLE), configured);
    }

    static String resolve(String environment, String configured) {
        ConfigKey key = ConfigKey.SOCKET;
        if (environment != null && !environment.isEmpty()) {
            if (!key.type().accepts(environment)) {
                throw new ConfigException(List.of(new Problem("environment", 0, VARIABLE + "=" + environment,
                        "must be " + key.type().rule())));
            }
            return environment;
        }
        return configured != null ? configured : key.byDefault();
    }
}
