package io.nsn.ffi;

import java.lang.invoke.MethodHandle;

/**
 * A libc function that does not wait and may be called again: the calls of the agent's loop. Errno costs an object in each
 * call where the JIT does not see through the linker's code; so it is not asked for at first, and a call that fails is made
 * once more to tell why. What that answers counts.
 */
record Attempt(MethodHandle plain, MethodHandle telling) {
    static Attempt of(String function) {
        return new Attempt(Native.plainFunction(function), Native.function(function));
    }

    /** Calls a function that answers a {@code long}. @return its result, or {@code -errno} for -1 */
    long call(long a, long b, long c, long d, long e, long f) {
        long result = Native.callPlain(plain, a, b, c, d, e, f);
        return result == -1 ? Native.call(telling, a, b, c, d, e, f) : result;
    }

    /** Calls a function that answers an {@code int}. @return its result, or {@code -errno} for -1 */
    int callInt(long a, long b, long c, long d, long e, long f) {
        int result = (int) Native.callPlain(plain, a, b, c, d, e, f);
        return result == -1 ? Native.callInt(telling, a, b, c, d, e, f) : result;
    }
}
