// What the C peers of the benchmarks share: a clock, addresses, the way they report. Linux only.
#ifndef BENCH_H
#define BENCH_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t) t.tv_sec * 1000000000u + (uint64_t) t.tv_nsec;
}

static inline void sleep_s(double seconds) {
    struct timespec t = {(time_t) seconds, (long) ((seconds - (double) (time_t) seconds) * 1e9)};
    if (seconds > 0) nanosleep(&t, NULL);
}

static inline void die(const char *what) {
    perror(what);
    exit(1);
}

// A UDP socket at own:port that sends to peer:port.
static inline int udp_socket(const char *own, const char *peer, int port, int flags) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)}, there = here;
    if (inet_pton(AF_INET, own, &here.sin_addr) != 1 || inet_pton(AF_INET, peer, &there.sin_addr) != 1) die("address");
    int fd = socket(AF_INET, SOCK_DGRAM | flags, 0);
    if (fd < 0) die("socket");
    if (bind(fd, (struct sockaddr *) &here, sizeof here)) die("bind");
    if (connect(fd, (struct sockaddr *) &there, sizeof there)) die("connect");
    return fd;
}

static inline void ready(void) {
    puts("ready");
    fflush(stdout);
}

// Round trips in nanoseconds, one a line.
static inline void report(const uint64_t *round_trips, int count) {
    for (int i = 0; i < count; i++) printf("%llu\n", (unsigned long long) round_trips[i]);
}
#endif
