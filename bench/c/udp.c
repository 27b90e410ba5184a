// Ping-pong over a plain UDP socket: what the kernel's network costs without any middleware.
//   udp pong yield|block OWN PEER PORT
//   udp ping yield|block OWN PEER PORT SIZE COUNT WARM_UP INTERVAL_S
// yield: asks the socket again and again, and lets others run in between; block: sleeps in recv.
#include "bench.h"

static int yields;
static char message[65536];

static ssize_t receive(int fd) {
    ssize_t got;
    while ((got = recv(fd, message, sizeof message, 0)) < 0) {
        if (errno != EAGAIN && errno != EINTR && errno != ECONNREFUSED) die("recv");
        if (yields) sched_yield();
    }
    return got;
}

static void transmit(int fd, size_t size) {
    while (send(fd, message, size, 0) < 0)
        if (errno != ECONNREFUSED && errno != EAGAIN) die("send");
}

int main(int argc, char **argv) {
    if (argc < 6) die("udp ping|pong yield|block OWN PEER PORT [SIZE COUNT WARM_UP INTERVAL_S]");
    yields = argv[2][0] == 'y';
    int fd = udp_socket(argv[3], argv[4], atoi(argv[5]), yields ? SOCK_NONBLOCK : 0);
    if (strcmp(argv[1], "pong") == 0) {
        ready();
        for (;;) transmit(fd, (size_t) receive(fd));
    }
    if (argc < 10) die("udp ping: SIZE COUNT WARM_UP INTERVAL_S");
    size_t size = (size_t) atoi(argv[6]);
    int count = atoi(argv[7]), warm_up = atoi(argv[8]);
    uint64_t *round_trips = calloc((size_t) count, sizeof *round_trips);
    for (int i = -warm_up; i < count; i++) {
        if (i > -warm_up) sleep_s(atof(argv[9]));
        uint64_t start = now_ns();
        transmit(fd, size);
        receive(fd);
        if (i >= 0) round_trips[i] = now_ns() - start;
    }
    report(round_trips, count);
    return 0;
}
