package io.nsn.client.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.nsn.api.Definition;
import io.nsn.client.ClientSession;
import io.nsn.daemon.PracticePair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** By the addresses, as from native code. */
@Timeout(60)
class EntryPointPracticeTest {
    private final PracticePair pair = PracticePair.onOneHost();
    private final ClientSession session = pair.ping();
    private final BufferStructs structs = new BufferStructs(session.slotCount(), session.slotCapacity());
    private EntryPointPractice practice;

    @BeforeEach
    void rehearse() throws ReflectiveOperationException {
        EntryPoints.addresses(Definition.fingerprint());
        practice = new EntryPointPractice(pair, structs);
        Calls.rehearseOn(new Connection(session, structs));
    }

    @AfterEach
    void close() {
        Calls.rehearseOn(null);
        pair.close();
    }

    @Test
    void messagesComeBackInBothWays() {
        for (int i = 0; i < 2 * session.slotCount(); i++) {
            assertThat(practice.round()).as("round %d", i).isTrue();
        }
    }

    @Test
    void whatRunsBesideTheProgramTakesNothingFromIt() {
        int before = free();
        practice.touch();
        assertThat(free()).isEqualTo(before);
    }

    private int free() {
        List<Integer> taken = new ArrayList<>();
        int slot;
        while ((slot = session.tryGetSlot()) >= 0) {
            taken.add(slot);
        }
        taken.forEach(session::release);
        return taken.size();
    }
}
