import io.nsn.api.Buffer;
import io.nsn.api.Qos;
import io.nsn.api.Session;
import io.nsn.api.Sink;
import io.nsn.api.Source;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** Round trips: "PingPong pong" on one host, "PingPong ping" on the other. The channels are those of tutorial/insane. */
static final int TO_PONG = 1;
static final int TO_PING = 2;

void main(String[] arguments) {
    boolean pings = arguments.length == 1 && arguments[0].equals("ping");
    try (var session = Session.open(); var stream = session.createStream(Qos.DEFAULT.with(Qos.Reliability.RELIABLE))) {
        var source = stream.createSource(pings ? TO_PONG : TO_PING);
        var sink = stream.createSink(pings ? TO_PING : TO_PONG);
        if (pings) {
            ping(source, sink, 10);
        } else {
            pong(source, sink);
        }
    }
}

void ping(Source source, Sink sink, int count) {
    for (int number = 0; number < count; number++) {
        long start = System.nanoTime();
        Buffer message = source.getBuffer(64);                      // ours: shared memory, to be filled in place
        message.data().set(ValueLayout.JAVA_LONG, 0, number);
        source.emit(message);                                       // the runtime's again
        try (Buffer answer = sink.consume(Duration.ofSeconds(5))) { // ours until it is closed
            IO.println(answer == null ? "no answer" : "%.1f µs".formatted((System.nanoTime() - start) / 1e3));
        }
    }
}

void pong(Source source, Sink sink) {
    IO.println("pong ready");
    for (Buffer message; (message = sink.consume()) != null; ) {
        source.emit(message);                                       // as it came: not a byte is copied
    }
}
