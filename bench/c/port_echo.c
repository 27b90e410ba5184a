/*
 * The C twin of PortEcho.java: the same frames, the same copies, through DPDK's inline functions.
 * port_echo echo|ping COUNT PAYLOAD -- EAL arguments; the only port is used, until it is killed. ping prints "p50 p99" of
 * each COUNT round trips in ns.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define BURST 32
#define HEADER 14

static struct rte_mempool *pool;
static uint8_t frame[2048];

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* Copies a frame of two parts into a buffer of ours and sends it, as DpdkPort does. */
static void send_frame(const uint8_t *headers, int headers_length, const uint8_t *payload, int payload_length) {
    struct rte_mbuf *mbuf = rte_pktmbuf_alloc(pool);
    if (mbuf == NULL)
        rte_exit(1, "no buffers\n");
    uint8_t *data = rte_pktmbuf_mtod(mbuf, uint8_t *);
    memcpy(data, headers, headers_length);
    memcpy(data + headers_length, payload, payload_length);
    mbuf->data_len = headers_length + payload_length;
    mbuf->pkt_len = mbuf->data_len;
    while (rte_eth_tx_burst(0, 0, &mbuf, 1) == 0)
        ;
}

static int is_ours(struct rte_mbuf *mbuf) {
    const uint8_t *data = rte_pktmbuf_mtod(mbuf, const uint8_t *);
    return data[12] == 0x88 && data[13] == 0xb5;
}

static void echo(void) {
    struct rte_mbuf *burst[BURST];
    for (;;) {
        int count = rte_eth_rx_burst(0, 0, burst, BURST);
        for (int i = 0; i < count; i++) {
            uint8_t *data = rte_pktmbuf_mtod(burst[i], uint8_t *);
            if (is_ours(burst[i]))
                send_frame(data, HEADER, data + HEADER, burst[i]->data_len - HEADER);
        }
        if (count > 0)
            rte_pktmbuf_free_bulk(burst, count);
    }
}

static void round_trip(int payload) {
    struct rte_mbuf *burst[BURST];
    send_frame(frame, HEADER, frame + HEADER, payload);
    for (int back = 0; !back;) {
        int count = rte_eth_rx_burst(0, 0, burst, BURST);
        for (int i = 0; i < count; i++)
            back |= is_ours(burst[i]);
        if (count > 0)
            rte_pktmbuf_free_bulk(burst, count);
    }
}

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void ping(int count, int payload) {
    uint64_t *times = calloc(count, sizeof *times);
    memset(frame, 0xff, HEADER);
    frame[12] = 0x88;
    frame[13] = 0xb5;
    for (;;) {
        for (int i = 0; i < count; i++) {
            uint64_t start = now();
            round_trip(payload);
            times[i] = now() - start;
        }
        qsort(times, count, sizeof *times, by_value);
        printf("%" PRIu64 " %" PRIu64 "\n", times[count / 2], times[count / 100 * 99]);
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    struct rte_eth_conf conf = { 0 };
    struct rte_eth_link link = { 0 };
    const char *mode = argv[1];
    int count = atoi(argv[2]), payload = atoi(argv[3]);
    if (rte_eal_init(argc - 4, argv + 4) < 0)
        return 1;
    pool = rte_pktmbuf_pool_create("pool", 4095, 256, 0, 2304, SOCKET_ID_ANY);
    if (pool == NULL || rte_eth_dev_configure(0, 1, 1, &conf) < 0
        || rte_eth_rx_queue_setup(0, 0, 512, SOCKET_ID_ANY, NULL, pool) < 0
        || rte_eth_tx_queue_setup(0, 0, 512, SOCKET_ID_ANY, NULL) < 0 || rte_eth_dev_start(0) < 0)
        return 1;
    printf("open\n");
    fflush(stdout);
    while (!link.link_status)
        rte_eth_link_get_nowait(0, &link);
    if (!strcmp(mode, "echo"))
        echo();
    else
        ping(count, payload);
    return 0;
}
