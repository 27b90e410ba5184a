/**
 * The command line: {@link io.nsn.nsnd.Main} is {@code nsnd/nsnd}. Only the daemon's life is here, on the main
 * thread; what it does is in {@code io.nsn.daemon}.
 */
package io.nsn.nsnd;
