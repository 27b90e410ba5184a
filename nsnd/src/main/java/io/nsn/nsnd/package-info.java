/**
 * The command line: {@link io.nsn.nsnd.Main} is {@code nsnd/nsnd}, {@link io.nsn.nsnd.Doctor} and
 * {@link io.nsn.nsnd.Stats} are {@code ./insane doctor} and {@code ./insane stats}. Only the daemon's life is here, on
 * the main thread; what it does is in {@code io.nsn.daemon}.
 */
package io.nsn.nsnd;
