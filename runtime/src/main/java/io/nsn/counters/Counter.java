package io.nsn.counters;

/** The named counters of a daemon. Identifiers are never reused. */
public enum Counter {
    MESSAGES_SENT(1, "messages_sent", "messages", "taken from applications and handed to the network or to receivers here"),
    BYTES_SENT(2, "bytes_sent", "bytes", "payload of the messages sent"),
    MESSAGES_RECEIVED(3, "messages_received", "messages", "arrived from the network, whole"),
    BYTES_RECEIVED(4, "bytes_received", "bytes", "payload of the messages received"),
    MESSAGES_DELIVERED(5, "messages_delivered", "messages", "put into a sink's ring"),
    MESSAGES_LOCAL(6, "messages_local", "messages", "delivered to a sink on the sender's own host"),
    MESSAGES_SPLIT(7, "messages_split", "messages", "longer than a frame, so sent to a peer in parts"),
    MESSAGES_REBUILT(8, "messages_rebuilt", "messages", "arrived in parts and put together"),
    COPIES(10, "copies", "messages", "copied once by the daemon on their way into a slot"),
    FRAMES_COPIED(11, "frames_copied", "frames", "sent with a message's bytes copied into a buffer of the port by the daemon"),
    FRAMES_IN_PLACE(12, "frames_in_place", "frames", "given to the port with a message's bytes where they lay, in the application's slot"),
    DROP_NO_SINK(20, "drop_no_sink", "messages", "arrived for a channel that no sink here has"),
    DROP_RING_FULL(21, "drop_ring_full", "messages", "unreliable: the receiving sink's ring was full"),
    DROP_NO_SLOT(22, "drop_no_slot", "messages", "unreliable: the receiving application held all its slots"),
    DROP_NO_RECEIVER(23, "drop_no_receiver", "messages", "sent while no peer was connected and no sink on this host had the channel"),
    DROP_TOO_LONG(24, "drop_too_long", "messages", "arrived longer than a slot"),
    DROP_SEND_REFUSED(25, "drop_send_refused", "messages", "unreliable: the network refused the datagram"),
    DROP_SOURCE_CLOSED(26, "drop_source_closed", "messages", "emitted by a source that was closed meanwhile"),
    DROP_PEER_LOST(27, "drop_peer_lost", "messages", "reliable: not yet with a peer whose connection was lost"),
    DROP_MALFORMED(28, "drop_malformed", "messages", "shorter than a channel id, or otherwise not a message"),
    DROP_UNKNOWN_PEER(29, "drop_unknown_peer", "messages", "from an address that is no configured peer"),
    DROP_REASSEMBLY(30, "drop_reassembly", "messages", "split messages given up: a part was lost or did not fit"),
    DROP_NO_NEIGHBOR(31, "drop_no_neighbor", "messages", "to a peer whose MAC address nobody tells: it is down, or the link is"),
    DROP_SOCKET_FULL(32, "drop_socket_full", "packets", "unreliable: thrown away by the kernel, whose socket buffer was full; a group of datagrams counts once"),
    STALL_RECEIVER(40, "stall_receiver", "times", "a socket was not read because a receiver, or of an unreliable one every receiver, had no room"),
    STALL_SENDER(41, "stall_sender", "times", "the network took no more: sending was put off"),
    CONNECTIONS_MADE(50, "connections_made", "connections", "TCP connections established"),
    CONNECTIONS_LOST(51, "connections_lost", "connections", "TCP connections that ended other than by us"),
    CONNECTIONS_REFUSED(52, "connections_refused", "connections", "from an address or port that is no configured peer's"),
    PROTOCOL_ERRORS(53, "protocol_errors", "times", "a peer's stream broke the framing: its connection was closed"),
    SEND_CALLS(60, "send_calls", "calls", "system calls that sent messages"),
    RECEIVE_CALLS(61, "receive_calls", "calls", "system calls that received messages"),
    SESSION_VIOLATIONS(70, "session_violations", "sessions", "ended because the application broke the shared-memory protocol"),
    FALLBACKS(71, "fallbacks", "streams", "got another datapath than the one their QoS asks for first"),
    LOOP_CYCLES(80, "loop_cycles", "cycles", "of the datapath agent"),
    LOOP_IDLE(81, "loop_idle", "cycles", "that found nothing to do"),
    LOOP_SLEEPS(82, "loop_sleeps", "times", "the agent slept until something happened"),
    LOOP_MAX_NS(83, "loop_max_ns", "ns", "the longest cycle so far, or run of short ones"),
    ENDPOINT_FAULTS(84, "endpoint_faults", "times", "an endpoint failed and was closed: a bug, please report it"),
    FRAME_MALFORMED(90, "frame_malformed", "frames", "too short for their headers, or with headers that cannot be"),
    FRAME_CHECKSUM(91, "frame_checksum", "frames", "with a wrong checksum"),
    FRAME_FRAGMENT(92, "frame_fragment", "frames", "refused: a part of a larger IP packet"),
    FRAME_NOT_FOR_US(93, "frame_not_for_us", "frames", "for another station, address or protocol"),
    FRAME_SPOOFED(94, "frame_spoofed", "frames", "refused: a peer's IP address from a second MAC address"),
    FRAME_NO_PORT(95, "frame_no_port", "frames", "for a port that no application here has"),
    ADDRESS_CONFLICTS(96, "address_conflicts", "frames", "our own IP address from another MAC address"),
    ANSWERS_LOST(97, "answers_lost", "frames", "answers to ARP or ICMP that the port did not take"),
    NEIGHBORS_LEARNED(98, "neighbors_learned", "times", "a peer's MAC address was learned"),
    NEIGHBORS_LOST(99, "neighbors_lost", "times", "a peer answered ARP no more"),
    SEGMENTS_STRAY(100, "segments_stray", "segments", "TCP in user space: of no connection here, as a stranger's SYN"),
    SEGMENTS_REFUSED(101, "segments_refused", "segments", "TCP in user space: out of the window, too old, or acknowledging what was never sent"),
    SEGMENTS_NO_ROOM(102, "segments_no_room", "segments", "TCP in user space: memory for what receivers do not take was used up"),
    SEGMENTS_RESENT(103, "segments_resent", "segments", "TCP in user space: sent again, for they or their ACKs were lost");

    private final int id;
    private final String label;
    private final String unit;
    private final String help;

    Counter(int id, String label, String unit, String help) {
        this.id = id;
        this.label = label;
        this.unit = unit;
        this.help = help;
    }

    public int id() {
        return id;
    }

    /** The name in {@code insane stats}, REST and the docs. */
    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }

    public String help() {
        return help;
    }
}
