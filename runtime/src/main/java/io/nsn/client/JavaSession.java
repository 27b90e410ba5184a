package io.nsn.client;

import io.nsn.api.Qos;
import io.nsn.api.Session;
import io.nsn.api.Stream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@link ClientSession} with the face of io.nsn.api. */
public final class JavaSession implements Session {
    final ClientSession core;
    private final SlotBuffer[] buffers;
    private final Set<JavaStream> streams = ConcurrentHashMap.newKeySet();

    public JavaSession(ClientSession core) {
        this.core = core;
        buffers = new SlotBuffer[core.slotCount()];
        for (int slot = 0; slot < buffers.length; slot++) {
            buffers[slot] = new SlotBuffer(core, slot);
        }
    }

    @Override
    public int applicationId() {
        return core.applicationId();
    }

    @Override
    public Stream createStream(Qos qos) {
        int handle = core.createStream(qos.datapath().ordinal(), qos.consumption().ordinal(),
                qos.determinism().ordinal(), qos.reliability().ordinal());
        JavaStream stream = new JavaStream(this, handle, qos);
        streams.add(stream);
        return stream;
    }

    @Override
    public boolean isOpen() {
        return core.isOpen();
    }

    @Override
    public void close() {
        streams.forEach(JavaStream::close);
        core.close();
    }

    /** The one object of a slot, lent with this length. */
    SlotBuffer lend(int slot, int length) {
        return buffers[slot].lend(length);
    }

    void closed(JavaStream stream) {
        streams.remove(stream);
    }
}
