package io.nsn.datapath.packet;

import io.nsn.datapath.Availability;
import io.nsn.datapath.Datapath;
import io.nsn.datapath.DatapathContract;
import io.nsn.datapath.DatapathException;
import io.nsn.datapath.DatapathProvider;
import io.nsn.datapath.DatapathSettings;
import org.junit.jupiter.api.Nested;

/** TCP in user space does what every datapath does, over ports that copy payloads and ports that refer to them. */
class TcpPacketContractTest {

    abstract static class OverASwitch extends DatapathContract {
        private final TestSwitch cables;

        OverASwitch(TestSwitch cables) {
            this.cables = cables;
        }

        @Override
        protected DatapathProvider provider() {
            return new DatapathProvider() {
                @Override
                public String name() {
                    return "tcptest";
                }

                @Override
                public boolean reliable() {
                    return true;
                }

                @Override
                public boolean accelerated() {
                    return true;
                }

                @Override
                public Availability availability(DatapathSettings settings) {
                    return Availability.USABLE;
                }

                @Override
                public Datapath start(DatapathSettings settings) throws DatapathException {
                    PacketHost host = new PacketHost(cables.plugIn(), Ipv4Text.parse(settings.ip()));
                    return new TcpPacketDatapath(host, settings, host::close);
                }
            };
        }
    }

    @Nested
    class Copying extends OverASwitch {
        Copying() {
            super(new TestSwitch(1500, false));
        }
    }

    @Nested
    class Referring extends OverASwitch {
        Referring() {
            super(new TestSwitch(1500, true));
        }
    }

    @Nested
    class OverALongestMtu extends OverASwitch {
        OverALongestMtu() {
            super(new TestSwitch(65_535, true));
        }
    }
}
