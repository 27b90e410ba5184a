/**
 * The daemon: {@link io.nsn.daemon.Daemon} wires it, {@link io.nsn.daemon.Conductor}'s thread talks to applications and
 * changes things, {@link io.nsn.daemon.DatapathAgent}'s thread moves the messages. The conductor reaches the agent by
 * {@code DatapathAgentProxy} only; the agent tells the conductor by its mailbox.
 *
 * <p>May import everything but client (its practice run does use the client).
 */
package io.nsn.daemon;
