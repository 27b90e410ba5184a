package io.nsn.stack.tcp;

import static io.nsn.stack.tcp.SimPair.SECOND;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A case of a TCP's behaviour, written as lines in virtual time; the peer is the script. Numbers count from both ends'
 * initial ones.
 *
 * <pre>
 * patient                                         first line of all: no keep-alive, no user timeout
 * listen | connect | established [option...]      the user opens; or opens and the handshake is done
 * send N | close | abort | refuse | accept        the user writes, closes, takes nothing more, takes all again
 * &lt; FLAGS [field...]                              a segment arrives
 * &gt; FLAGS [field...] [after S]                    the next segment that leaves, S seconds after the last one of either
 * nothing [S]                                     no segment leaves, for S seconds
 * wait S                                          time passes; what leaves is to be expected afterwards
 * state S | closed REASON | received N | acked N | counted EVENT N
 * icmp SEQUENCE MTU                               a router cannot carry our segment
 * times N LINE                                    the line, N times
 * fields: seq N, ack N, len N, win N, mss N, wscale N, sack, ts N, ecr N, nots, holds A-B[,A-B...]; a ts that is left out is the last one
 * </pre>
 */
final class Script {
    private static final long LONGEST = 200 * SECOND;
    private static final double TOLERANCE = 0.02;
    private static final String PATIENT = "patient";

    private final ScriptHost end;
    private final List<String> lines;
    private boolean timestamps;
    private int timestamp;
    private long last;

    private Script(List<String> lines) {
        boolean patient = lines.getFirst().strip().equals(PATIENT);
        end = new ScriptHost(patient);
        this.lines = patient ? lines.subList(1, lines.size()) : lines;
    }

    /** @throws AssertionError that names the line */
    static void run(List<String> lines) {
        Script script = new Script(lines);
        try (script.end) {
            script.run();
        }
    }

    private void run() {
        last = end.now;
        for (String line : lines) {
            try {
                String[] words = line.strip().split("\\s+");
                step(words[0], List.of(words).subList(1, words.length));
                check(end.user.fault == null, end.user.fault);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("at \"" + line.strip() + "\": " + e.getMessage() + "; in " + end.connection.state(), e);
            }
        }
        check(end.sent.isEmpty(), "nobody expected" + describe(end.sent.peek()));
    }

    private void step(String word, List<String> rest) {
        long number = !rest.isEmpty() && rest.getFirst().matches("-?[0-9]+") ? Long.parseLong(rest.getFirst()) : -1;
        switch (word) {
            case "listen" -> end.connection.listen();
            case "connect" -> end.connection.connect(end.now);
            case "established" -> establish(rest);
            case "send" -> offer(number);
            case "close" -> end.connection.close(end.now);
            case "abort" -> end.connection.abort(end.now);
            case "refuse" -> end.user.refusing = true;
            case "accept" -> accept();
            case "<" -> arrive(rest.getFirst(), rest.subList(1, rest.size()));
            case ">" -> expect(rest.getFirst(), rest.subList(1, rest.size()));
            case "nothing" -> nothing(rest.isEmpty() ? 0 : seconds(rest.getFirst()));
            case "wait" -> end.passAll(seconds(rest.getFirst()));
            case "times" -> {
                for (long i = 0; i < number; i++) {
                    step(rest.get(1), rest.subList(2, rest.size()));
                }
            }
            case "icmp" -> end.onPathMtu(number, Integer.parseInt(rest.get(1)));
            case "state" -> is(rest.getFirst(), end.connection.state().name());
            case "closed" -> is(rest.getFirst(), String.valueOf(end.user.closed));
            case "received" -> is(number, end.user.received);
            case "acked" -> is(number, end.user.acknowledged);
            case "counted" -> is(Long.parseLong(rest.get(1)), end.host.counts().of(TcpEvent.valueOf(rest.getFirst())));
            default -> throw new IllegalArgumentException("no such command");
        }
    }

    private void offer(long octets) {
        end.user.offered += octets;
        end.connection.transmit(end.now);
    }

    private void accept() {
        end.user.refusing = false;
        end.connection.resume(end.now);
    }

    private void establish(List<String> options) {
        end.connection.listen();
        arrive("S", options);
        expect("SA", List.of("seq", "0", "ack", "1"));
        List<String> last = new ArrayList<>(List.of("seq", "1", "ack", "1"));
        if (options.contains("win")) {
            last.addAll(List.of("win", options.get(options.indexOf("win") + 1)));
        }
        arrive("A", last);
        is("ESTABLISHED", end.connection.state().name());
    }

    private void arrive(String flags, List<String> fields) {
        int bits = flags(flags);
        Fields given = new Fields(fields);
        long sequence = given.number("seq", 0);
        SegmentWriter writer = end.begin(bits, sequence, given.number("ack", 0), (int) given.number("win", 65_535));
        boolean syn = (bits & TcpHeader.SYN) != 0;
        if (given.has("mss")) {
            writer.mss((int) given.number("mss", 0));
        }
        if (given.has("wscale")) {
            writer.windowScale((int) given.number("wscale", 0));
        }
        if (given.has("sack")) {
            writer.sackPermitted();
        }
        timestamps = syn ? given.has("ts") : timestamps;
        if (given.has("ts") || timestamps && !given.has("nots")) {
            timestamp = (int) given.number("ts", timestamp);
            writer.timestamps(timestamp, (int) given.number("ecr", syn ? 0 : end.lastTimestamp));
        }
        List<long[]> ranges = given.ranges();
        if (!ranges.isEmpty()) {
            writer.sack(ranges.size());
            int initial = end.connection.emitter.initial();
            ranges.forEach(range -> writer.sackBlock(initial + (int) range[0], initial + (int) range[1]));
        }
        end.arrive(sequence, (int) given.number("len", 0));
        last = end.now;
    }

    private void expect(String flags, List<String> fields) {
        check(end.pass(end.now + LONGEST), "nothing leaves");
        ScriptHost.Sent got = end.sent.remove();
        TcpHeader header = got.header();
        Fields wanted = new Fields(fields);
        String what = describe(got);
        check(flags(flags) == (flagsOf(header) & ~TcpHeader.PSH), "left" + what);
        wanted.match("seq", got.sequence(), what);
        wanted.match("ack", got.acknowledgment(), what);
        wanted.match("len", header.payloadLength(), what);
        wanted.match("win", header.window(), what);
        wanted.match("mss", header.mss(), what);
        wanted.match("wscale", header.windowScale(), what);
        wanted.match("ecr", header.timestampEcho(), what);
        check(!wanted.has("sack") || header.sackPermitted(), "no SACK-permitted" + what);
        check(!wanted.has("ts") || header.hasTimestamps(), "no timestamps" + what);
        check(!wanted.has("nots") || !header.hasTimestamps(), "timestamps" + what);
        check(!wanted.has("holds") || same(wanted.ranges(), header), "other ranges" + what);
        if (wanted.has("after")) {
            double passed = (got.at() - last) / (double) SECOND;
            double due = wanted.fraction("after");
            check(passed >= due - 0.0011 && passed <= due * (1 + TOLERANCE) + 0.002, "after " + passed + " s" + what);
        }
        last = got.at();
    }

    private static boolean same(List<long[]> ranges, TcpHeader header) {
        boolean same = ranges.size() == header.sackBlocks();
        for (int i = 0; same && i < ranges.size(); i++) {
            same = ranges.get(i)[0] == (header.sackStart(i) - ScriptHost.PEER_INITIAL & 0xffff_ffffL)
                    && ranges.get(i)[1] == (header.sackEnd(i) - ScriptHost.PEER_INITIAL & 0xffff_ffffL);
        }
        return same;
    }

    private void nothing(long ns) {
        check(end.sent.isEmpty() && !end.pass(end.now + ns), "left" + describe(end.sent.peek()));
    }

    private static int flags(String letters) {
        int bits = 0;
        for (char letter : letters.toCharArray()) {
            bits |= switch (letter) {
                case 'S' -> TcpHeader.SYN;
                case 'A' -> TcpHeader.ACK;
                case 'F' -> TcpHeader.FIN;
                case 'R' -> TcpHeader.RST;
                default -> throw new IllegalArgumentException("no flag: " + letter);
            };
        }
        return bits;
    }

    private static int flagsOf(TcpHeader header) {
        int bits = 0;
        for (int bit = 1; bit <= TcpHeader.ACK; bit <<= 1) {
            bits |= header.has(bit) ? bit : 0;
        }
        return bits;
    }

    private static String describe(ScriptHost.Sent got) {
        if (got == null) {
            return "";
        }
        TcpHeader header = got.header();
        StringBuilder text = new StringBuilder(": ");
        for (char letter : "SAFR".toCharArray()) {
            text.append(header.has(flags(String.valueOf(letter))) ? letter : "");
        }
        text.append(" seq ").append(got.sequence()).append(" ack ").append(got.acknowledgment()).append(" len ")
                .append(header.payloadLength()).append(" win ").append(header.window()).append(" mss ").append(header.mss())
                .append(" wscale ").append(header.windowScale());
        for (int i = 0; i < header.sackBlocks(); i++) {
            text.append(i == 0 ? " holds " : ",").append(header.sackStart(i) - ScriptHost.PEER_INITIAL).append('-')
                    .append(header.sackEnd(i) - ScriptHost.PEER_INITIAL);
        }
        return text.append(header.hasTimestamps() ? " ts ecr " + header.timestampEcho() : "").toString();
    }

    private static long seconds(String text) {
        return (long) (Double.parseDouble(text) * SECOND);
    }

    private static void is(Object wanted, Object got) {
        check(wanted.equals(got), "it is " + got);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Names and their values. */
    private record Fields(List<String> words) {
        boolean has(String name) {
            return words.contains(name);
        }

        String value(String name) {
            int at = words.indexOf(name) + 1;
            return at < words.size() ? words.get(at) : "";
        }

        long number(String name, long otherwise) {
            return has(name) && value(name).matches("-?[0-9]+") ? Long.parseLong(value(name)) : otherwise;
        }

        double fraction(String name) {
            return Double.parseDouble(value(name));
        }

        void match(String name, long got, String what) {
            if (has(name)) {
                check(number(name, 0) == got, name + " is not " + value(name) + what);
            }
        }

        List<long[]> ranges() {
            List<long[]> ranges = new ArrayList<>();
            if (has("holds")) {
                Iterator<String> parts = List.of(value("holds").split("[,-]")).iterator();
                while (parts.hasNext()) {
                    ranges.add(new long[] {Long.parseLong(parts.next()), Long.parseLong(parts.next())});
                }
            }
            return ranges;
        }
    }
}
