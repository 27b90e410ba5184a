package io.nsn.daemon;

import io.nsn.config.DaemonConfig;
import io.nsn.control.ControlCodec;
import io.nsn.control.ControlSocket;
import io.nsn.control.Request;
import io.nsn.datapath.EpollReadiness;
import io.nsn.ffi.Memory;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Applications that come and go by a control socket which nobody else knows. The first one costs a daemon some 35 ms, most of
 * which the JVM spends on linking, and its compilers are then busy while that application sends its first message. All in the
 * caller's thread.
 */
final class ControlPractice {
    private static final int SESSIONS = 2;
    private static final int APPLICATION = 1;
    private static final int NO_STREAM = 0;

    private ControlPractice() {}

    static void play() throws ControlSocket.WouldBlock {
        String name = "@nsnd-practice-" + ProcessHandle.current().pid() + "-" + ThreadLocalRandom.current().nextLong();
        try (EpollReadiness readiness = new EpollReadiness();
                Host host = new Host(DaemonConfig.embedded(), Datapaths.localOnly(), Runnable::run);
                ControlServer _ = new ControlServer(ControlSocket.listen(name), readiness, host, () -> "")) {
            for (int i = 0; i < SESSIONS; i++) {
                try (ControlSocket application = ControlSocket.connect(name)) {
                    readiness.poll(System.nanoTime());
                    ask(application, readiness, new Request.Hello(ControlCodec.VERSION, APPLICATION));
                    ask(application, readiness, new Request.DestroyStream(NO_STREAM));
                }
                readiness.poll(System.nanoTime());
                host.agent().doWork();
            }
        }
    }

    private static void ask(ControlSocket application, EpollReadiness readiness, Request request) throws ControlSocket.WouldBlock {
        application.send(ControlCodec.encode(request));
        readiness.poll(System.nanoTime());
        ControlSocket.Message answer = application.receive();
        for (int descriptor : answer.descriptors()) {
            Memory.close(descriptor);
        }
        ControlCodec.reply(answer.bytes());
    }
}
