package io.nsn.nsnd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What this machine has, what that enables, and how to get the rest. */
@Command(name = "./insane doctor", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Shows what this machine has, what that enables, and how to get what is missing.")
public final class Doctor implements Callable<Integer> {
    private static final String ROW = "%-12s %-5s %s%n";

    @Option(names = "--json", paramLabel = "FILE", description = "Write what is shown as JSON.")
    private Path json;

    public static void main(String[] arguments) {
        System.exit(Tool.run(new Doctor(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new Examination(Machine.here(), Path.of(System.getProperty("insane.home", ""))).findings();
        System.out.printf(ROW, "", "here?", "what it enables");
        findings.forEach(Doctor::show);
        if (json != null) {
            Tool.writeJson(findings.stream().map(Finding::asMap).toList(), json);
        }
        return 0;
    }

    private static void show(Finding finding) {
        System.out.printf(ROW, finding.name(), finding.here() ? "yes" : "no", finding.enables());
        if (!finding.found().isEmpty()) {
            System.out.printf(ROW, "", "", "  found: " + finding.found());
        }
        if (!finding.remedy().isEmpty()) {
            System.out.printf(ROW, "", "", "  to get it: " + finding.remedy());
        }
    }
}
