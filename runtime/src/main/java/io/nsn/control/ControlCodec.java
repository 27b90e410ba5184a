package io.nsn.control;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Requests and replies as bytes: a type byte, then the fields in order; texts with a 32-bit length before. */
public final class ControlCodec {
    /** Version of the conversation; both sides must agree. */
    public static final int VERSION = 1;
    /** Bytes of the longest message. */
    public static final int MAX_MESSAGE = 60_000;

    private ControlCodec() {}

    public static byte[] encode(Request request) {
        return switch (request) {
            case Request.Hello r -> ints(1, r.version(), r.applicationId());
            case Request.CreateStream r ->
                ints(2, r.datapath(), r.consumption(), r.determinism(), r.reliability());
            case Request.DestroyStream r -> ints(3, r.stream());
            case Request.CreateSource r -> ints(4, r.stream(), r.channel());
            case Request.DestroySource r -> ints(5, r.source());
            case Request.CreateSink r -> ints(6, r.stream(), r.channel());
            case Request.DestroySink r -> ints(7, r.sink());
            case Request.Report r -> ints(8);
        };
    }

    public static byte[] encode(Reply reply) {
        return switch (reply) {
            case Reply.Welcome r ->
                ints(1, r.version(), r.sendSlots(), r.receiveSlots(), r.slotSize(), r.maxSinks());
            case Reply.Created r -> texts(2, r.handle(), r.datapath(), r.note());
            case Reply.Done r -> ints(3, r.known() ? 1 : 0);
            case Reply.Text r -> texts(4, r.last() ? 1 : 0, r.part());
            case Reply.Refused r -> texts(5, 0, r.reason());
        };
    }

    /** @throws IllegalArgumentException where the bytes are no request */
    public static Request request(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            Request request = switch (in.get()) {
                case 1 -> new Request.Hello(in.getInt(), in.getInt());
                case 2 -> new Request.CreateStream(in.getInt(), in.getInt(), in.getInt(), in.getInt());
                case 3 -> new Request.DestroyStream(in.getInt());
                case 4 -> new Request.CreateSource(in.getInt(), in.getInt());
                case 5 -> new Request.DestroySource(in.getInt());
                case 6 -> new Request.CreateSink(in.getInt(), in.getInt());
                case 7 -> new Request.DestroySink(in.getInt());
                case 8 -> new Request.Report();
                default -> throw new IllegalArgumentException("unknown request type " + bytes[0]);
            };
            return complete(request, in);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a request of " + bytes.length + " bytes is too short", e);
        }
    }

    /** @throws IllegalArgumentException where the bytes are no reply */
    public static Reply reply(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            Reply reply = switch (in.get()) {
                case 1 -> new Reply.Welcome(in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
                case 2 -> new Reply.Created(in.getInt(), text(in), text(in));
                case 3 -> new Reply.Done(in.getInt() != 0);
                case 4 -> new Reply.Text(in.getInt() != 0, text(in));
                case 5 -> refused(in);
                default -> throw new IllegalArgumentException("unknown reply type " + bytes[0]);
            };
            return complete(reply, in);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a reply of " + bytes.length + " bytes is too short", e);
        }
    }

    private static Reply refused(ByteBuffer in) {
        in.getInt();
        return new Reply.Refused(text(in));
    }

    private static <T> T complete(T message, ByteBuffer in) {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes after a " + message.getClass().getSimpleName());
        }
        return message;
    }

    private static byte[] ints(int type, int... values) {
        ByteBuffer out = ByteBuffer.allocate(1 + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN).put((byte) type);
        for (int value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    private static byte[] texts(int type, int value, String... texts) {
        int size = 5;
        byte[][] encoded = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            encoded[i] = texts[i].getBytes(StandardCharsets.UTF_8);
            size += 4 + encoded[i].length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put((byte) type).putInt(value);
        for (byte[] text : encoded) {
            out.putInt(text.length).put(text);
        }
        return out.array();
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes where " + in.remaining() + " follow");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
