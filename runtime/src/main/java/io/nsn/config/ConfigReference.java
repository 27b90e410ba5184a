package io.nsn.config;

/** The files as shipped and the docs' table, made from {@link ConfigKey}: nothing to keep in step by hand. */
public final class ConfigReference {
    private static final int WIDTH = 118;
    private static final String SAMPLE_PEER = "peers.vm2";

    private ConfigReference() {}

    /** {@code nsnd.cfg} with every section and key; what is off by default is commented out. */
    public static String nsndCfg() {
        StringBuilder out = new StringBuilder("""
                # The daemon's configuration: [section], key = value, and comments like this one.
                # Made by "nsnd --print-config" from the definition of the keys; lines that are commented out are off.
                """);
        for (ConfigSection section : ConfigSection.values()) {
            if (section.file() == ConfigFile.DAEMON) {
                section(out, section);
            }
        }
        return out.toString();
    }

    /** Every key of both files as a table in Markdown. */
    public static String markdown() {
        StringBuilder out = new StringBuilder("| section | key | value | default | meaning |\n|---|---|---|---|---|\n");
        for (ConfigKey key : ConfigKey.values()) {
            out.append("| `[").append(key.section().header()).append("]` | `").append(key.key()).append("` | ")
                    .append(key.type().rule()).append(" | ").append(byDefault(key)).append(" | ")
                    .append(key.sentence()).append(" |\n");
        }
        return out.toString();
    }

    private static String byDefault(ConfigKey key) {
        return key.byDefault() != null ? '`' + key.type().written(key.byDefault()) + '`'
                : key.required() ? "required" : "none";
    }

    private static void section(StringBuilder out, ConfigSection section) {
        boolean kernel = section == ConfigSection.UDPSOCK || section == ConfigSection.TCPSOCK;
        String off = section == ConfigSection.GLOBAL || kernel ? "" : "#";
        String header = section == ConfigSection.PEER ? SAMPLE_PEER : section.header();
        out.append('\n');
        comment(out, section.sentence());
        out.append(off).append('[').append(header).append("]\n");
        for (ConfigKey key : section.keys()) {
            String value = key.byDefault() != null ? key.byDefault() : kernel ? "127.0.0.1" : sample(key);
            boolean optional = key.byDefault() == null && !key.required();
            comment(out, key.sentence() + range(key));
            out.append(optional ? "#" : off).append(key.key()).append(" = ")
                    .append(key.type().written(value)).append('\n');
        }
    }

    private static String sample(ConfigKey key) {
        return !(key.type() instanceof ConfigType.Ipv4) ? "" : key.section() == ConfigSection.PEER ? "10.0.0.2" : "10.0.0.1";
    }

    private static String range(ConfigKey key) {
        String rule = key.type().rule();
        return key.type() instanceof ConfigType.Ipv4 || key.type() instanceof ConfigType.Text ? ""
                : " " + Character.toUpperCase(rule.charAt(0)) + rule.substring(1) + ".";
    }

    /** As many lines as the sentence needs. */
    private static void comment(StringBuilder out, String sentence) {
        int column = 1;
        out.append('#');
        for (String word : sentence.split(" ")) {
            if (column + 1 + word.length() > WIDTH) {
                out.append("\n#");
                column = 1;
            }
            out.append(' ').append(word);
            column += 1 + word.length();
        }
        out.append('\n');
    }
}
