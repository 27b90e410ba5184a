package io.nsn.nsnd;

import io.nsn.ffi.Memory;
import io.nsn.ffi.Sockets;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Asks this machine, and changes nothing. Everything is read below a root, so that tests can make one up. */
final class Machine {
    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    /** Where daemons are installed that the PATH of ordinary users does not have. */
    private static final List<String> MORE_PROGRAMS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");
    private static final List<String> LIBRARIES =
            List.of("/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64");

    private final Path root;
    private final List<String> programs = new ArrayList<>();

    Machine(Path root, String searchPath) {
        this.root = root;
        programs.addAll(List.of(searchPath.split(File.pathSeparator)));
        programs.addAll(MORE_PROGRAMS);
    }

    static Machine here() {
        return new Machine(Path.of("/"), System.getenv().getOrDefault("PATH", ""));
    }

    Optional<Path> program(String name) {
        return programs.stream().filter(folder -> folder.startsWith("/")).map(folder -> at(folder).resolve(name))
                .filter(Files::isExecutable).findFirst();
    }

    /** A shared library whose file name begins so; the folders of the architectures are one level down. */
    Optional<Path> library(String prefix) {
        for (String folder : LIBRARIES) {
            List<Path> places = new ArrayList<>(List.of(at(folder)));
            entries(folder, "*-linux-gnu*").forEach(places::add);
            for (Path place : places) {
                List<Path> found = entries(place, prefix + "*");
                if (!found.isEmpty()) {
                    return Optional.of(found.getFirst());
                }
            }
        }
        return Optional.empty();
    }

    /** The sorted names in a folder of the system; none where it is missing. */
    List<String> names(String folder) {
        return entries(folder, "*").stream().map(entry -> entry.getFileName().toString()).toList();
    }

    /** The number after {@code NAME:} in a file of /proc, or -1. */
    long number(String file, String name, int radix) {
        try {
            for (String line : Files.readAllLines(at(file))) {
                if (line.startsWith(name + ":")) {
                    return Long.parseUnsignedLong(line.substring(name.length() + 1).strip().split(" ")[0], radix);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
        return -1;
    }

    /** 0 where an AF_XDP socket can be opened, else {@code -errno}. */
    int openXdpSocket() {
        int fd = Sockets.socket(AF_XDP, SOCK_RAW | Sockets.SOCK_CLOEXEC, 0);
        return fd < 0 ? fd : Memory.close(fd);
    }

    private Path at(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    private List<Path> entries(String folder, String glob) {
        return entries(at(folder), glob);
    }

    private static List<Path> entries(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(found::add);
        } catch (IOException e) {
            return List.of();
        }
        Collections.sort(found);
        return found;
    }
}
