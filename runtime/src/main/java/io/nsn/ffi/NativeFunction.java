package io.nsn.ffi;

import java.lang.invoke.MethodHandle;

/** A function of four numbers or pointers at most, by its address. Any thread. */
public final class NativeFunction {
    private final MethodHandle handle;

    /** @param address of a C function, which stays where it is */
    public NativeFunction(long address) {
        handle = Native.plainFunction(address);
    }

    /** What a function of fewer parameters is given besides it does not look at. */
    public long call(long a, long b) {
        return Native.callPlain(handle, a, b, 0, 0, 0, 0);
    }
}
