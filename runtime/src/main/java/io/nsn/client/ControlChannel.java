package io.nsn.client;

import io.nsn.control.Reply;
import io.nsn.control.Request;

/** The conversation with the daemon, one request at a time. */
public interface ControlChannel {

    /** @throws io.nsn.api.NsnException where the daemon refuses, is gone or does not answer */
    Reply request(Request request);

    /** Ends the conversation; idempotent. */
    void close();
}
