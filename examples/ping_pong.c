/* Round trips: "ping_pong pong" on one host, "ping_pong ping" on the other. The channels are those of tutorial/insane.
 * cc ping_pong.c -o ping_pong $(PKG_CONFIG_PATH=../bindings-c/lib/pkgconfig pkg-config --cflags --libs nsn) */
#include <nsn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TO_PONG = 1, TO_PING = 2, COUNT = 10, SIZE = 64 };

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int ping(nsn_source_t source, nsn_sink_t sink)
{
    for (uint64_t number = 0; number < COUNT; number++) {
        double start = now_us();
        nsn_buffer_t *message = nsn_get_buffer(SIZE, NSN_BLOCKING); /* ours: shared memory, to be filled in place */
        if (!nsn_buffer_is_valid(message))
            return 1;
        memcpy(message->data, &number, sizeof number);
        message->len = SIZE;
        nsn_emit_data(source, message); /* the runtime's again */
        nsn_buffer_t *answer = nsn_consume_data(sink, NSN_BLOCKING);
        if (!nsn_buffer_is_valid(answer))
            return 1;
        printf("%.1f us\n", now_us() - start);
        nsn_release_data(answer);
    }
    return 0;
}

static int pong(nsn_source_t source, nsn_sink_t sink)
{
    puts("pong ready");
    fflush(stdout);
    for (nsn_buffer_t *message; nsn_buffer_is_valid(message = nsn_consume_data(sink, NSN_BLOCKING));)
        nsn_emit_data(source, message); /* as it came: not a byte is copied */
    return 0;
}

int main(int count, char **arguments)
{
    int pings = count == 2 && !strcmp(arguments[1], "ping");
    if (nsn_init() < 0)
        return 1; /* it has said why */
    nsn_options_t quality = {.reliability = NSN_QOS_RELIABILITY_RELIABLE};
    nsn_stream_t stream = nsn_create_stream(quality);
    nsn_source_t source = nsn_create_source(stream, pings ? TO_PONG : TO_PING);
    nsn_sink_t sink = nsn_create_sink(stream, pings ? TO_PING : TO_PONG, NULL);
    int status = pings ? ping(source, sink) : pong(source, sink);
    nsn_close();
    return status;
}
