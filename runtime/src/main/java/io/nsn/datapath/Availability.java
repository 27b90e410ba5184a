package io.nsn.datapath;

/** Whether this host can use a datapath; where not, why, and what to do about it (one sentence each). */
public record Availability(boolean usable, String reason, String remedy) {
    public static final Availability USABLE = new Availability(true, "", "");

    public static Availability unusable(String reason, String remedy) {
        return new Availability(false, reason, remedy);
    }
}
