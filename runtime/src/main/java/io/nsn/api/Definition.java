package io.nsn.api;

import java.util.List;

/**
 * The one definition of the interface to other languages: constants, structures and functions, each with its name in
 * {@code nsn.h} / {@code nsn} (version 2) and in {@code insane.h} / {@code insane} (the slides). Headers, the C library
 * and the Python modules are generated from it, and the runtime builds its table of entry points from it.
 */
public final class Definition {
    public static final String VERSION = "2.0.0";
    /** The value of every handle and index that stands for nothing. */
    public static final String INVALID = "UINT32_MAX";

    /** A value's type in each language. */
    public enum Type {
        INT("int", "int", "c_int", "int"),
        UINT32("uint32_t", "uint32_t", "c_uint32", "int"),
        INT64("int64_t", "int64_t", "c_int64", "int"),
        SIZE("size_t", "size_t", "c_size_t", "int"),
        BYTES("uint8_t *", "uint8_t *", "POINTER(c_void_p)", "Any"),
        OPTIONS("nsn_options_t", "options_t", "nsn_options_t", "nsn_options_t"),
        STREAM("nsn_stream_t", "stream_t", "c_uint32", "int"),
        SOURCE("nsn_source_t", "source_t", "c_uint32", "int"),
        SINK("nsn_sink_t", "sink_t", "c_uint32", "int"),
        BUFFER("nsn_buffer_t *", "buffer_t *", "c_void_p", "_Buffer"),
        CALLBACK("handle_data_cb", "data_cb", "c_void_p", "_Callback");

        private final String c;
        private final String slides;
        private final String ctypes;
        private final String hint;

        Type(String c, String slides, String ctypes, String hint) {
            this.c = c;
            this.slides = slides;
            this.ctypes = ctypes;
            this.hint = hint;
        }

        /** The type in {@code nsn.h}. */
        public String c() {
            return c;
        }

        /** The type in {@code insane.h}. */
        public String slides() {
            return slides;
        }

        /** The type of Python's ctypes at the boundary. */
        public String ctypes() {
            return ctypes;
        }

        /** The type in Python's stubs. */
        public String hint() {
            return hint;
        }
    }

    /** A name for a number, or for a text where {@code value} is quoted. */
    public record Constant(String name, String value, String doc) {}

    public record Field(Type type, String name, String doc) {}

    /** {@code struct NAME}, also called {@code NAME_t}. */
    public record Struct(String name, List<Field> fields, String doc) {}

    public record Parameter(Type type, String name) {}

    /**
     * A function; the two namings take the same values, matched by the parameters' names.
     *
     * @param slidesName null where the slides do not have it
     * @param slidesParameters what the slides' function takes
     * @param unconnected the result before nsn_init(), as C writes it
     */
    public record Function(Type result, String name, List<Parameter> parameters,
                           String slidesName, List<Parameter> slidesParameters, String unconnected, String doc) {

        /** The name without its prefix: that of the Python function and of the entry point in the runtime. */
        public String shortName() {
            return name.substring("nsn_".length());
        }
    }

    public static final List<Constant> CONSTANTS = List.of(
            new Constant("INSANE_VERSION", '"' + VERSION + '"', "The version of this interface."),
            new Constant("INSANE_HEADER_LEN", "4", "Bytes before each message on the wire: the channel id."),
            new Constant("NSN_ERROR_ALREADY_INITIALIZED", "1", "Negated, the result of a second nsn_init()."),
            new Constant("NSN_ERROR_NOT_INITIALIZED", "2",
                    "Negated, the result of calls without a session, and of nsn_init() where no daemon answers."),
            new Constant("NSN_QOS_DATAPATH_DEFAULT", "0", "The kernel's network stack."),
            new Constant("NSN_QOS_DATAPATH_FAST", "1", "Around the kernel, where the host can."),
            new Constant("NSN_QOS_CONSUMPTION_POLL", "0", "The daemon polls: lowest latency."),
            new Constant("NSN_QOS_CONSUMPTION_LOW", "1", "The daemon may sleep: lowest use of CPU."),
            new Constant("NSN_QOS_DETERMINISM_DEFAULT", "0", "Messages leave as soon as they can."),
            new Constant("NSN_QOS_DETERMINISM_TIMESENSITIVE", "1", "Messages leave by a schedule."),
            new Constant("NSN_QOS_RELIABILITY_UNRELIABLE", "0", "Datagrams: may be lost, never blocked."),
            new Constant("NSN_QOS_RELIABILITY_RELIABLE", "1", "In order and without loss."),
            new Constant("NSN_INVALID_STREAM_HANDLE", INVALID, "No stream."),
            new Constant("NSN_INVALID_SRC", INVALID, "No source."),
            new Constant("NSN_INVALID_SNK", INVALID, "No sink."),
            new Constant("NSN_INVALID_PLUGIN_HANDLE", INVALID, "No plugin."),
            new Constant("NSN_BLOCKING", "0x1", "Flag: wait until there is something, or a signal handler has run."),
            new Constant("NSN_NONBLOCKING", "0x2", "Flag: answer at once; so does 0."));

    public static final Struct OPTIONS = new Struct("nsn_options", List.of(
            new Field(Type.INT, "datapath", "NSN_QOS_DATAPATH_..."),
            new Field(Type.INT, "consumption", "NSN_QOS_CONSUMPTION_..."),
            new Field(Type.INT, "determinism", "NSN_QOS_DETERMINISM_..."),
            new Field(Type.INT, "reliability", "NSN_QOS_RELIABILITY_...")),
            "What a stream asks of the network; all zero is the default. What the host lacks falls back to the next best.");

    public static final List<Struct> STRUCTS = List.of(
            new Struct("nsn_hdr", List.of(
                    new Field(Type.UINT32, "channel_id", "the channel, little-endian")),
                    "What precedes every message on the wire."),
            new Struct("nsn_buffer", List.of(
                    new Field(Type.SIZE, "index", "which slot; SIZE_MAX where there is none"),
                    new Field(Type.BYTES, "data", "the first byte"),
                    new Field(Type.SIZE, "len",
                            "bytes: the room when got, what you wrote when emitted, the message when consumed; 0: no buffer")),
                    "A slot of shared memory, lent by the runtime; emitted or released, it is the runtime's again."),
            OPTIONS);

    private static final Parameter STREAM = new Parameter(Type.STREAM, "stream");
    private static final Parameter SOURCE = new Parameter(Type.SOURCE, "source");
    private static final Parameter SINK = new Parameter(Type.SINK, "sink");
    private static final Parameter CHANNEL = new Parameter(Type.UINT32, "channel");
    private static final Parameter SIZE = new Parameter(Type.SIZE, "size");
    private static final Parameter FLAGS = new Parameter(Type.INT, "flags");
    private static final Parameter BUFFER = new Parameter(Type.BUFFER, "buffer");
    private static final Parameter OPTS = new Parameter(Type.OPTIONS, "options");
    private static final Parameter CALLBACK = new Parameter(Type.CALLBACK, "cb");
    private static final Parameter TOKEN = new Parameter(Type.INT, "token");
    private static final Parameter TIMEOUT = new Parameter(Type.INT64, "timeout_ns");

    private static final String NO_SESSION = "-NSN_ERROR_NOT_INITIALIZED";

    /** The public functions, in the order of the table of entry points. */
    public static final List<Function> FUNCTIONS = List.of(
            new Function(Type.INT, "nsn_init", List.of(), "init_session", List.of(), NO_SESSION,
                    "Connects this process to the local daemon. 0, or negative with the reason on standard error."),
            new Function(Type.INT, "nsn_close", List.of(), "close_session", List.of(), NO_SESSION,
                    "Closes everything; calls that wait return. 0, or negative without a session."),
            new Function(Type.STREAM, "nsn_create_stream", List.of(OPTS), "create_stream", List.of(OPTS), "NSN_INVALID_STREAM_HANDLE",
                    "A stream with these QoS, or NSN_INVALID_STREAM_HANDLE."),
            new Function(Type.INT, "nsn_destroy_stream", List.of(STREAM), "close_stream", List.of(STREAM), NO_SESSION,
                    "Closes a stream with its sources and sinks. 0, or negative for an unknown one."),
            new Function(Type.SOURCE, "nsn_create_source", List.of(STREAM, CHANNEL), "create_source",
                    List.of(STREAM, CHANNEL), "NSN_INVALID_SRC",
                    "A sender on a channel, or NSN_INVALID_SRC."),
            new Function(Type.INT, "nsn_destroy_source", List.of(SOURCE), "close_source", List.of(SOURCE), NO_SESSION,
                    "Closes a source. 0, or negative for an unknown one."),
            new Function(Type.SINK, "nsn_create_sink", List.of(STREAM, CHANNEL, CALLBACK), "create_sink",
                    List.of(STREAM, CHANNEL, CALLBACK), "NSN_INVALID_SNK",
                    "A receiver on a channel, or NSN_INVALID_SNK. With a callback, a thread of the runtime calls it for each "
                            + "message: void cb(nsn_buffer_t *). The buffer is released when it returns, unless it did so "
                            + "itself or emitted it."),
            new Function(Type.INT, "nsn_destroy_sink", List.of(SINK), "close_sink", List.of(SINK), NO_SESSION,
                    "Closes a sink; no callback of it runs afterwards. 0, or negative for an unknown one."),
            new Function(Type.BUFFER, "nsn_get_buffer", List.of(SIZE, FLAGS), "get_buffer",
                    List.of(SOURCE, SIZE, FLAGS), "no_buffer()",
                    "Borrows a buffer of at least size bytes; its len is all the room there is. Never NULL: len 0 means none "
                            + "(none free and not blocking, size 0 or above a slot, a signal, or no session)."),
            new Function(Type.INT, "nsn_emit_data", List.of(SOURCE, BUFFER), "emit_data", List.of(SOURCE, BUFFER), "-3",
                    "Sends len bytes of a buffer, got or consumed. A token >= 0; -1 for an unknown source, -2 for a bad "
                            + "length or a buffer that is not the caller's, -3 without a session."),
            new Function(Type.INT, "nsn_check_emit_outcome", List.of(SOURCE, TOKEN), "check_emit_outcome",
                    List.of(SOURCE, TOKEN), "-2",
                    "What became of an emitted message: 0 sent, 1 still with the daemon, -1 dropped, -2 not known."),
            new Function(Type.INT, "nsn_data_available", List.of(SINK, FLAGS), "data_available", List.of(SINK, FLAGS), NO_SESSION,
                    "Whether a message waits: 1 or 0; negative for an unknown sink or without a session."),
            new Function(Type.BUFFER, "nsn_consume_data", List.of(SINK, FLAGS), "consume_data", List.of(SINK, FLAGS), "no_buffer()",
                    "The next message. Never NULL: len 0 means none (none there and not blocking, a signal, an unknown sink, "
                            + "or no session)."),
            new Function(Type.INT, "nsn_release_data", List.of(BUFFER), "release_buffer", List.of(SINK, BUFFER), "0",
                    "Gives a buffer back. 1, or 0 for one that is not the caller's."));

    /** Entry points behind the public ones, for bindings that must look for signals while they wait. */
    public static final List<Function> INTERNAL_FUNCTIONS = List.of(
            internal("nsn_try_get_buffer", List.of(SIZE),
                    "The index of a borrowed buffer, or negative as ClientSession answers. Never waits."),
            internal("nsn_await_buffer", List.of(TIMEOUT), "Waits until a buffer may be free: ClientSession.awaitSlot."),
            internal("nsn_try_consume", List.of(SINK),
                    "The index of the next message's buffer, or negative. Never waits."),
            internal("nsn_await_data", List.of(SINK, TIMEOUT), "Waits until data may be there: ClientSession.awaitData."),
            internal("nsn_buffers", List.of(),
                    "The address of the buffers' structures, one each BUFFER_STRIDE bytes; before the first, the empty one."));

    /** Bytes from one {@code nsn_buffer_t} of the runtime to the next: none straddles a cache line. */
    public static final int BUFFER_STRIDE = 32;

    /**
     * How a JVM inside another process is started; the class path, and the AOT cache if there is one, are added. Its code
     * is short and must be warm soon, so the first compiler compiles it, after a few calls, and nothing else does: no
     * second compiler leaves out what a message a second takes as never taken.
     */
    public static final List<String> JVM_OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:Tier3InvocationThreshold=40", "-XX:Tier3MinInvocationThreshold=20",
            "-XX:Tier3CompileThreshold=80", "-XX:Tier3BackEdgeThreshold=2000", "-Xrs", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xms16m", "-Xmx128m",
            "-Xlog:disable", "-Xlog:all=error:stderr");
    public static final int JVM_VERSION = 25;
    /** Where to look for a JDK without JAVA_HOME; {@code ~} is the user's home. */
    public static final List<String> JVM_PLACES = List.of(
            "/usr/lib/jvm/*", "/opt/java/*", "/opt/jdk*", "/usr/java/*", "~/.sdkman/candidates/java/*", "~/.jdks/*");

    private Definition() {}

    /** A number that differs for differing entry points: a library refuses a runtime of another build by it. */
    public static int fingerprint() {
        StringBuilder all = new StringBuilder().append(BUFFER_STRIDE);
        for (List<Function> functions : List.of(FUNCTIONS, INTERNAL_FUNCTIONS)) {
            for (Function function : functions) {
                all.append(function.result()).append(' ').append(function.name());
                // Not the record's own text, which a JVM that just started takes ten milliseconds to learn to make.
                function.parameters().forEach(p -> all.append(' ').append(p.type()).append(' ').append(p.name()));
            }
        }
        return all.toString().hashCode();
    }

    private static Function internal(String name, List<Parameter> parameters, String doc) {
        return new Function(Type.INT64, name, parameters, null, List.of(), null, doc);
    }
}
