/**
 * The datapath of a host without a network: its endpoint sends to nobody, so that only the delivery on the same host,
 * which the daemon does for every datapath, is left. The last resort of every QoS.
 */
package io.nsn.datapath.local;
