package io.nsn.datapath.socket;

import io.nsn.datapath.DatapathContract;
import io.nsn.datapath.DatapathProvider;

class UdpSocketContractTest extends DatapathContract {
    @Override
    protected DatapathProvider provider() {
        return new UdpSocketProvider();
    }
}
