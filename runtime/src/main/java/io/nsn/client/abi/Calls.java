package io.nsn.client.abi;

import io.nsn.api.Definition;
import io.nsn.api.NsnException;
import io.nsn.client.ClientSession;
import io.nsn.client.PracticeThread;
import java.util.function.LongConsumer;

/**
 * The functions of {@link Definition}, called from native code, and by a Python that runs inside this JVM: what they do
 * and answer is described there. Each catches everything, since an exception that left it would end the process.
 */
public final class Calls {
    private static final int OK = 0;
    private static final int FAILED = -1;
    static final long INVALID_HANDLE = 0xFFFF_FFFFL;
    private static final int ALREADY_INITIALIZED = -1;
    private static final int NOT_INITIALIZED = -2;
    private static final int UNKNOWN = -2;
    private static final int NO_HANDLE = -1;

    /** Null without a session. Replaced under the lock of this class only. */
    private static volatile Connection connection;
    /** The session closed last: its memory stays mapped, so that a late look into a buffer harms nothing. */
    private static Connection closed;
    /** The structures of the last session: kept for the next, since programs and bindings hold their addresses. */
    private static volatile BufferStructs structs = new BufferStructs(0, Long.BYTES);

    /** One more round of the rehearsal; null before that. Under the lock of this class. */
    private static Runnable practice;

    private Calls() {}

    public static synchronized long init() {
        try {
            if (connection != null) {
                System.err.println("nsn_init: this process has a session already");
                return ALREADY_INITIALIZED;
            }
            ClientSession session = ClientSession.connect();
            if (!structs.fits(session.slotCount(), session.slotCapacity())) {
                structs = new BufferStructs(session.slotCount(), session.slotCapacity());
            }
            if (practice == null) {
                practice = AbiRehearsal.rehearse();
            }
            PracticeThread.start(session, practice);
            connection = new Connection(session, structs);
            return OK;
        } catch (Throwable e) {
            report("nsn_init", e);
            return NOT_INITIALIZED;
        }
    }

    public static long close() {
        try {
            Connection ended = takeConnection();
            if (ended == null) {
                return NOT_INITIALIZED;
            }
            ended.close();
            return OK;
        } catch (Throwable e) {
            report("nsn_close", e);
            return FAILED;
        }
    }

    private static synchronized Connection takeConnection() {
        Connection taken = connection;
        if (taken != null) {
            closed = taken;
            connection = null;
        }
        return taken;
    }

    public static long createStream(long datapath, long consumption, long determinism, long reliability) {
        try {
            return current().session().createStream((int) datapath, (int) consumption, (int) determinism, (int) reliability);
        } catch (Throwable e) {
            report("nsn_create_stream", e);
            return INVALID_HANDLE;
        }
    }

    public static long destroyStream(long stream) {
        try {
            return current().destroyStream(handle(stream)) ? OK : FAILED;
        } catch (Throwable e) {
            return failure("nsn_destroy_stream", e);
        }
    }

    public static long createSource(long stream, long channel) {
        try {
            return current().session().createSource(handle(stream), (int) channel);
        } catch (Throwable e) {
            report("nsn_create_source", e);
            return INVALID_HANDLE;
        }
    }

    public static long destroySource(long source) {
        try {
            return current().session().destroySource(handle(source)) ? OK : FAILED;
        } catch (Throwable e) {
            return failure("nsn_destroy_source", e);
        }
    }

    /** @param callback a C function's address, or 0 */
    public static long createSink(long stream, long channel, long callback) {
        return createSinkCalling(stream, channel, callback == 0 ? null : CallbackSink.function(callback));
    }

    /** @param callback takes the address of each message's structure, or null */
    public static long createSinkCalling(long stream, long channel, LongConsumer callback) {
        try {
            return current().createSink(handle(stream), (int) channel, callback);
        } catch (Throwable e) {
            report("nsn_create_sink", e);
            return INVALID_HANDLE;
        }
    }

    public static long destroySink(long sink) {
        try {
            return current().destroySink(handle(sink)) ? OK : FAILED;
        } catch (Throwable e) {
            return failure("nsn_destroy_sink", e);
        }
    }

    public static long getBuffer(long size, long flags) {
        try {
            Connection current = connection;
            return current == null ? structs.none() : current.getBuffer(size, (int) flags);
        } catch (Throwable e) {
            report("nsn_get_buffer", e);
            return structs.none();
        }
    }

    public static long emitData(long source, long buffer) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.emit(handle(source), buffer);
        } catch (Throwable e) {
            report("nsn_emit_data", e);
            return ClientSession.CLOSED;
        }
    }

    public static long checkEmitOutcome(long source, long token) {
        try {
            Connection current = connection;
            return current == null ? UNKNOWN : current.session().outcome(handle(source), (int) token).code();
        } catch (Throwable e) {
            report("nsn_check_emit_outcome", e);
            return UNKNOWN;
        }
    }

    public static long dataAvailable(long sink, long flags) {
        try {
            Connection current = connection;
            return current == null ? NOT_INITIALIZED : current.dataAvailable(handle(sink), (int) flags);
        } catch (Throwable e) {
            return failure("nsn_data_available", e);
        }
    }

    public static long consumeData(long sink, long flags) {
        try {
            Connection current = connection;
            return current == null ? structs.none() : current.consume(handle(sink), (int) flags);
        } catch (Throwable e) {
            report("nsn_consume_data", e);
            return structs.none();
        }
    }

    public static long releaseData(long buffer) {
        try {
            Connection current = connection;
            return current == null ? 0 : current.release(buffer);
        } catch (Throwable e) {
            report("nsn_release_data", e);
            return 0;
        }
    }

    public static long tryGetBuffer(long size) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.lendBuffer(size);
        } catch (Throwable e) {
            report("nsn_get_buffer", e);
            return ClientSession.CLOSED;
        }
    }

    public static long awaitBuffer(long timeoutNs) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.awaitBuffer(timeoutNs);
        } catch (Throwable e) {
            report("nsn_get_buffer", e);
            return ClientSession.CLOSED;
        }
    }

    public static long tryConsume(long sink) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.lendMessage(handle(sink));
        } catch (Throwable e) {
            report("nsn_consume_data", e);
            return ClientSession.CLOSED;
        }
    }

    public static long awaitData(long sink, long timeoutNs) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.awaitData(handle(sink), timeoutNs);
        } catch (Throwable e) {
            report("nsn_consume_data", e);
            return ClientSession.CLOSED;
        }
    }

    public static long buffers() {
        return structs.base();
    }

    /** Before the first session: what the entry points work on; null: nothing. */
    static void rehearseOn(Connection rehearsed) {
        connection = rehearsed;
    }

    /** Whether a buffer may be taken for practice. */
    static boolean hasSpareBuffers() {
        Connection current = connection;
        return current != null && current.session().hasSpareSlots();
    }

    /** One line for what the caller or the host can mend; everything there is for a bug of ours. */
    static void report(String call, Throwable cause) {
        try {
            if (cause instanceof NsnException) {
                System.err.println(call + ": " + cause.getMessage());
            } else {
                System.err.println(call + ": " + cause + " (a bug: please report it)");
                cause.printStackTrace();
            }
        } catch (Throwable e) {
            // Nothing is left to tell it with.
        }
    }

    private static int failure(String call, Throwable cause) {
        report(call, cause);
        return connection == null ? NOT_INITIALIZED : FAILED;
    }

    private static Connection current() {
        Connection current = connection;
        if (current == null) {
            throw new NsnException("no session: call nsn_init() first");
        }
        return current;
    }

    /** What no handle can be is none: one of 32 bits and more is not cut to some other's. */
    private static int handle(long value) {
        return value >>> Integer.SIZE == 0 ? (int) value : NO_HANDLE;
    }
}
