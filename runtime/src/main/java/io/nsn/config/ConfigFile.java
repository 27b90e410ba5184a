package io.nsn.config;

/** The files that this project reads. */
public enum ConfigFile {
    DAEMON("nsnd.cfg"),
    APPLICATION("nsn-app.cfg");

    private final String fileName;

    ConfigFile(String fileName) {
        this.fileName = fileName;
    }

    public String fileName() {
        return fileName;
    }
}
