// The floor of this architecture: what a middleware costs that consists of an application and a daemon on each host, joined
// by rings in shared memory, with a UDP socket between the daemons, and that does nothing else. Four processes: the daemons
// yield when there is nothing to do, and so do the applications, or they sleep until they are woken; each program starts
// its own daemon.
//   floor pong yield|block OWN PEER PORT
//   floor ping yield|block OWN PEER PORT SIZE COUNT WARM_UP INTERVAL_S
#include "bench.h"
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define SLOTS 256
#define YIELDS_BEFORE_SLEEP 50
#define SLOT_BYTES 2048

typedef struct {
    _Alignas(64) _Atomic uint32_t head;
    _Alignas(64) _Atomic uint32_t tail;
    struct {
        _Alignas(64) uint32_t length;
        char bytes[SLOT_BYTES];
    } slots[SLOTS];
} ring;

typedef struct {
    ring to_daemon, to_application;
    _Alignas(64) _Atomic uint32_t sleeps;
} host;

static int blocks;

static int push(ring *r, const char *bytes, uint32_t length) {
    uint32_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
    if (tail - atomic_load_explicit(&r->head, memory_order_acquire) == SLOTS) return 0;
    r->slots[tail % SLOTS].length = length;
    memcpy(r->slots[tail % SLOTS].bytes, bytes, length);
    atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
    return 1;
}

static uint32_t pop(ring *r, char *bytes) {
    uint32_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
    if (head == atomic_load_explicit(&r->tail, memory_order_acquire)) return 0;
    uint32_t length = r->slots[head % SLOTS].length;
    memcpy(bytes, r->slots[head % SLOTS].bytes, length);
    atomic_store_explicit(&r->head, head + 1, memory_order_release);
    return length;
}

static void wake(host *h) {
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load(&h->sleeps)) {
        atomic_store(&h->sleeps, 0);
        syscall(SYS_futex, &h->sleeps, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
    }
}

static void run_daemon(host *h, int fd) {
    char bytes[SLOT_BYTES];
    for (;;) {
        uint32_t length = pop(&h->to_daemon, bytes);
        if (length > 0 && send(fd, bytes, length, 0) < 0 && errno != ECONNREFUSED) die("send");
        ssize_t got = recv(fd, bytes, sizeof bytes, 0);
        if (got > 0) {
            push(&h->to_application, bytes, (uint32_t) got);
            wake(h);
        }
        if (length == 0 && got <= 0) sched_yield();
    }
}

static uint32_t receive(host *h, char *bytes) {
    uint32_t length;
    for (int i = 0; (length = pop(&h->to_application, bytes)) == 0; i++) {
        if (!blocks || i < YIELDS_BEFORE_SLEEP) {
            sched_yield();
            continue;
        }
        atomic_store(&h->sleeps, 1);
        atomic_thread_fence(memory_order_seq_cst);
        if ((length = pop(&h->to_application, bytes)) != 0) break;
        syscall(SYS_futex, &h->sleeps, FUTEX_WAIT, 1, NULL, NULL, 0);
    }
    return length;
}

int main(int argc, char **argv) {
    if (argc < 6) die("floor ping|pong yield|block OWN PEER PORT [SIZE COUNT WARM_UP INTERVAL_S]");
    blocks = argv[2][0] == 'b';
    host *h = mmap(NULL, sizeof *h, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (h == MAP_FAILED) die("mmap");
    int fd = udp_socket(argv[3], argv[4], atoi(argv[5]), SOCK_NONBLOCK);
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        run_daemon(h, fd);
    }
    char bytes[SLOT_BYTES] = {0};
    if (strcmp(argv[1], "pong") == 0) {
        ready();
        for (;;) push(&h->to_daemon, bytes, receive(h, bytes));
    }
    if (argc < 10) die("floor ping: SIZE COUNT WARM_UP INTERVAL_S");
    uint32_t size = (uint32_t) atoi(argv[6]);
    int count = atoi(argv[7]), warm_up = atoi(argv[8]);
    uint64_t *round_trips = calloc((size_t) count, sizeof *round_trips);
    for (int i = -warm_up; i < count; i++) {
        if (i > -warm_up) sleep_s(atof(argv[9]));
        uint64_t start = now_ns();
        push(&h->to_daemon, bytes, size);
        receive(h, bytes);
        if (i >= 0) round_trips[i] = now_ns() - start;
    }
    report(round_trips, count);
    return 0;
}
