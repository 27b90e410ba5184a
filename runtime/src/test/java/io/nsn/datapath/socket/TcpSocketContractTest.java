package io.nsn.datapath.socket;

import io.nsn.datapath.DatapathContract;
import io.nsn.datapath.DatapathProvider;

class TcpSocketContractTest extends DatapathContract {
    @Override
    protected DatapathProvider provider() {
        return new TcpSocketProvider();
    }
}
