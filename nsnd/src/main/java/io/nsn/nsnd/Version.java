package io.nsn.nsnd;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String built = Version.class.getPackage().getImplementationVersion();
        return new String[] {"INSANE for the JVM " + (built == null ? "(not built)" : built)};
    }
}
