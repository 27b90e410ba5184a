/**
 * A port whose other end is the kernel's own network stack, by a TAP device (tun(4)). For talking to Linux without a
 * second host: {@link io.nsn.port.tap.TapPort}.
 */
package io.nsn.port.tap;
