package io.nsn.client.abi;

import io.nsn.api.Definition;
import io.nsn.api.NsnException;
import io.nsn.client.ClientSession;

/**
 * The functions of {@link Definition}, called from native code: what they do and answer is described there. Each catches
 * everything, since an exception that left it would end the process.
 */
final class Calls {
    private static final int OK = 0;
    private static final int FAILED = -1;
    private static final int INVALID_HANDLE = -1;
    private static final int ALREADY_INITIALIZED = -1;
    private static final int NOT_INITIALIZED = -2;
    private static final int UNKNOWN = -2;

    /** Null without a session. Replaced under the lock of this class only. */
    private static volatile Connection connection;
    /** The session closed last: its memory stays mapped, so that a late look into a buffer harms nothing. */
    private static Connection closed;
    /** The structures of the last session: kept for the next, since programs and bindings hold their addresses. */
    private static volatile BufferStructs structs = new BufferStructs(0, Long.BYTES);

    /** Under the lock of this class. */
    private static boolean rehearsed;

    private Calls() {}

    static synchronized int init() {
        try {
            if (connection != null) {
                System.err.println("nsn_init: this process has a session already");
                return ALREADY_INITIALIZED;
            }
            ClientSession session = ClientSession.connect();
            if (!structs.fits(session.slotCount(), session.slotCapacity())) {
                structs = new BufferStructs(session.slotCount(), session.slotCapacity());
            }
            if (!rehearsed) {
                AbiRehearsal.run();
                rehearsed = true;
            }
            connection = new Connection(session, structs);
            return OK;
        } catch (Throwable e) {
            report("nsn_init", e);
            return NOT_INITIALIZED;
        }
    }

    static int close() {
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

    static int createStream(int datapath, int consumption, int determinism, int reliability) {
        try {
            return current().session().createStream(datapath, consumption, determinism, reliability);
        } catch (Throwable e) {
            report("nsn_create_stream", e);
            return INVALID_HANDLE;
        }
    }

    static int destroyStream(int stream) {
        try {
            return current().destroyStream(stream) ? OK : FAILED;
        } catch (Throwable e) {
            return failure("nsn_destroy_stream", e);
        }
    }

    static int createSource(int stream, int channel) {
        try {
            return current().session().createSource(stream, channel);
        } catch (Throwable e) {
            report("nsn_create_source", e);
            return INVALID_HANDLE;
        }
    }

    static int destroySource(int source) {
        try {
            return current().session().destroySource(source) ? OK : FAILED;
        } catch (Throwable e) {
            return failure("nsn_destroy_source", e);
        }
    }

    static int createSink(int stream, int channel, long callback) {
        try {
            return current().createSink(stream, channel, callback);
        } catch (Throwable e) {
            report("nsn_create_sink", e);
            return INVALID_HANDLE;
        }
    }

    static int destroySink(int sink) {
        try {
            return current().destroySink(sink) ? OK : FAILED;
        } catch (Throwable e) {
            return failure("nsn_destroy_sink", e);
        }
    }

    static long getBuffer(long size, int flags) {
        try {
            Connection current = connection;
            return current == null ? structs.none() : current.getBuffer(size, flags);
        } catch (Throwable e) {
            report("nsn_get_buffer", e);
            return structs.none();
        }
    }

    static int emitData(int source, long buffer) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.emit(source, buffer);
        } catch (Throwable e) {
            report("nsn_emit_data", e);
            return ClientSession.CLOSED;
        }
    }

    static int checkEmitOutcome(int source, int token) {
        try {
            Connection current = connection;
            return current == null ? UNKNOWN : current.session().outcome(source, token).code();
        } catch (Throwable e) {
            report("nsn_check_emit_outcome", e);
            return UNKNOWN;
        }
    }

    static int dataAvailable(int sink, int flags) {
        try {
            Connection current = connection;
            return current == null ? NOT_INITIALIZED : current.dataAvailable(sink, flags);
        } catch (Throwable e) {
            return failure("nsn_data_available", e);
        }
    }

    static long consumeData(int sink, int flags) {
        try {
            Connection current = connection;
            return current == null ? structs.none() : current.consume(sink, flags);
        } catch (Throwable e) {
            report("nsn_consume_data", e);
            return structs.none();
        }
    }

    static int releaseData(long buffer) {
        try {
            Connection current = connection;
            return current == null ? 0 : current.release(buffer);
        } catch (Throwable e) {
            report("nsn_release_data", e);
            return 0;
        }
    }

    static long tryGetBuffer(long size) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.lendBuffer(size);
        } catch (Throwable e) {
            report("nsn_get_buffer", e);
            return ClientSession.CLOSED;
        }
    }

    static long awaitBuffer(long timeoutNs) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.awaitBuffer(timeoutNs);
        } catch (Throwable e) {
            report("nsn_get_buffer", e);
            return ClientSession.CLOSED;
        }
    }

    static long tryConsume(int sink) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.lendMessage(sink);
        } catch (Throwable e) {
            report("nsn_consume_data", e);
            return ClientSession.CLOSED;
        }
    }

    static long awaitData(int sink, long timeoutNs) {
        try {
            Connection current = connection;
            return current == null ? ClientSession.CLOSED : current.awaitData(sink, timeoutNs);
        } catch (Throwable e) {
            report("nsn_consume_data", e);
            return ClientSession.CLOSED;
        }
    }

    static long buffers() {
        return structs.base();
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
}
