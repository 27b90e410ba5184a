/*
 * Uses every call of nsn.h and insane.h with one daemon: a child sends back what the parent sends, on the channel 100
 * above. Prints "all calls work" and exits with 0, or says on standard error which check failed.
 */
#include <insane.h>
#include <nsn.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CHECK(condition)                                                                     \
    do {                                                                                     \
        if (!(condition)) {                                                                  \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                  \
            exit(1);                                                                         \
        }                                                                                    \
    } while (0)

_Static_assert(sizeof(nsn_hdr_t) == INSANE_HEADER_LEN, "the header is the channel id");
_Static_assert(sizeof(nsn_buffer_t) == 24 && sizeof(nsn_options_t) == 16, "the layouts of version 2");

static nsn_source_t answers;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t called = PTHREAD_COND_INITIALIZER;
static int calls;

static void count_call(void)
{
    pthread_mutex_lock(&lock);
    calls++;
    pthread_cond_signal(&called);
    pthread_mutex_unlock(&lock);
}

static void wait_for_calls(int wanted)
{
    pthread_mutex_lock(&lock);
    while (calls < wanted)
        pthread_cond_wait(&called, &lock);
    pthread_mutex_unlock(&lock);
}

/* A callback that keeps nothing: the runtime releases the buffer. */
static void see(nsn_buffer_t *buffer)
{
    CHECK(buffer->len == 3 && memcmp(buffer->data, "abc", 3) == 0);
    count_call();
}

/* A callback that sends the message back. */
static void echo(buffer_t *buffer)
{
    CHECK(nsn_emit_data(answers, buffer) >= 0);
    count_call();
}

static int send_text(nsn_source_t source, const char *text)
{
    nsn_buffer_t *buffer = nsn_get_buffer(strlen(text), NSN_BLOCKING);
    CHECK(nsn_buffer_is_valid(buffer) && buffer->len >= strlen(text));
    memcpy(buffer->data, text, strlen(text));
    buffer->len = strlen(text);
    int token = nsn_emit_data(source, buffer);
    CHECK(token >= 0);
    return token;
}

static void expect_text(nsn_sink_t sink, const char *text)
{
    nsn_buffer_t *buffer = nsn_consume_data(sink, NSN_BLOCKING);
    CHECK(buffer->len == strlen(text) && memcmp(buffer->data, text, buffer->len) == 0);
    CHECK(nsn_release_data(buffer) == 1);
}

static void without_session(void)
{
    nsn_buffer_t *none = nsn_get_buffer(64, NSN_BLOCKING);
    CHECK(none && !nsn_buffer_is_valid(none));
    CHECK(nsn_close() == -NSN_ERROR_NOT_INITIALIZED);
    CHECK(nsn_create_stream((nsn_options_t){0}) == NSN_INVALID_STREAM_HANDLE);
    CHECK(nsn_create_source(0, 1) == NSN_INVALID_SRC);
    CHECK(nsn_create_sink(0, 1, NULL) == NSN_INVALID_SNK);
    CHECK(nsn_emit_data(0, none) < 0 && nsn_release_data(none) == 0);
    CHECK(!nsn_buffer_is_valid(nsn_consume_data(0, NSN_BLOCKING)) && nsn_data_available(0, 0) < 0);
    CHECK(nsn_destroy_stream(0) < 0 && nsn_destroy_source(0) < 0 && nsn_destroy_sink(0) < 0);
}

static void version_two(void)
{
    nsn_options_t options = {
        .datapath = NSN_QOS_DATAPATH_FAST,
        .consumption = NSN_QOS_CONSUMPTION_POLL,
        .determinism = NSN_QOS_DETERMINISM_DEFAULT,
        .reliability = NSN_QOS_RELIABILITY_RELIABLE,
    };
    nsn_stream_t stream = nsn_create_stream(options);
    CHECK(stream != NSN_INVALID_STREAM_HANDLE);
    nsn_source_t source = nsn_create_source(stream, 7);
    nsn_sink_t sink = nsn_create_sink(stream, 107, NULL);
    CHECK(source != NSN_INVALID_SRC && sink != NSN_INVALID_SNK);
    CHECK(nsn_data_available(sink, NSN_NONBLOCKING) == 0);
    CHECK(!nsn_buffer_is_valid(nsn_consume_data(sink, 0)));

    int token = send_text(source, "first");
    CHECK(nsn_data_available(sink, NSN_BLOCKING) == 1);
    expect_text(sink, "first");
    int outcome;
    while ((outcome = nsn_check_emit_outcome(source, token)) == 1)
        ;
    CHECK(outcome == 0);

    CHECK(nsn_destroy_source(source) == 0 && nsn_destroy_source(source) < 0);
    CHECK(nsn_destroy_sink(sink) == 0 && nsn_destroy_sink(sink) < 0);
    CHECK(nsn_destroy_stream(stream) == 0 && nsn_destroy_stream(stream) < 0);
}

static void mistakes(void)
{
    nsn_stream_t stream = nsn_create_stream((nsn_options_t){0});
    nsn_source_t source = nsn_create_source(stream, 8);
    CHECK(!nsn_buffer_is_valid(nsn_get_buffer(0, NSN_BLOCKING)));
    CHECK(!nsn_buffer_is_valid(nsn_get_buffer(SIZE_MAX, NSN_BLOCKING)));
    CHECK(nsn_create_source(stream + 1000, 8) == NSN_INVALID_SRC);
    CHECK(nsn_check_emit_outcome(source + 1000, 0) == -2 && nsn_data_available(4711, 0) < 0);

    nsn_buffer_t *buffer = nsn_get_buffer(16, NSN_BLOCKING);
    size_t room = buffer->len;
    buffer->len = 0;
    CHECK(nsn_emit_data(source, buffer) == -2);
    buffer->len = room + 1;
    CHECK(nsn_emit_data(source, buffer) == -2);
    buffer->len = 16;
    CHECK(nsn_emit_data(NSN_INVALID_SRC, buffer) == -1);
    nsn_buffer_t copy = *buffer;
    CHECK(nsn_emit_data(source, &copy) == -2 && nsn_release_data(&copy) == 0 && nsn_emit_data(source, NULL) == -2);
    CHECK(nsn_release_data(buffer) == 1 && nsn_release_data(buffer) == 0);
    buffer->len = 16;
    CHECK(nsn_emit_data(source, buffer) == -2);
    CHECK(nsn_destroy_stream(stream) == 0);
}

static void callbacks(void)
{
    stream_t stream = create_stream((options_t){.reliability = NSN_QOS_RELIABILITY_RELIABLE});
    source_t source = create_source(stream, 9);
    sink_t seen = create_sink(stream, 109, see);
    for (int i = 0; i < 1000; i++)
        send_text(source, "abc");
    wait_for_calls(1000);
    CHECK(close_sink(seen) == 0);

    answers = create_source(stream, 11);
    sink_t echoed = create_sink(stream, 110, echo), back = create_sink(stream, 111, NULL);
    source_t question = create_source(stream, 10);
    for (int i = 0; i < 1000; i++) {
        send_text(question, "there and back");
        expect_text(back, "there and back");
    }
    wait_for_calls(2000);
    CHECK(close_stream(stream) == 0 && close_sink(echoed) < 0);
}

static void slides(void)
{
    stream_t stream = create_stream((options_t){.reliability = NSN_QOS_RELIABILITY_RELIABLE});
    source_t source = create_source(stream, 12);
    sink_t sink = create_sink(stream, 112, NULL);
    buffer_t *buffer = get_buffer(source, 4, NSN_BLOCKING);
    memcpy(buffer->data, "ping", 4);
    buffer->len = 4;
    int token = emit_data(source, buffer);
    CHECK(token >= 0);
    CHECK(data_available(sink, NSN_BLOCKING) == 1);
    buffer = consume_data(sink, NSN_BLOCKING);
    CHECK(buffer->len == 4 && memcmp(buffer->data, "ping", 4) == 0);
    CHECK(release_buffer(sink, buffer) == 1);
    CHECK(check_emit_outcome(source, token) >= 0);
    CHECK(close_source(source) == 0 && close_sink(sink) == 0 && close_stream(stream) == 0);
}

/* The child: until it is killed, sends every message back as it is. */
static void send_back(int ready)
{
    enum { FIRST = 7, LAST = 12, COUNT = LAST - FIRST + 1 };
    nsn_source_t sources[COUNT];
    nsn_sink_t sinks[COUNT];
    CHECK(nsn_init() == 0);
    nsn_stream_t stream = nsn_create_stream((nsn_options_t){.reliability = NSN_QOS_RELIABILITY_RELIABLE});
    for (int i = 0; i < COUNT; i++) {
        sources[i] = nsn_create_source(stream, 100 + FIRST + i);
        sinks[i] = nsn_create_sink(stream, FIRST + i, NULL);
    }
    CHECK(write(ready, "!", 1) == 1);
    for (int i = 0;; i = (i + 1) % COUNT) {
        nsn_buffer_t *buffer = nsn_consume_data(sinks[i], NSN_NONBLOCKING);
        if (nsn_buffer_is_valid(buffer))
            CHECK(nsn_emit_data(sources[i], buffer) >= 0);
        else if (i == 0)
            sched_yield();
    }
}

static void start_child(void)
{
    int ready[2];
    char answer;
    CHECK(pipe(ready) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ready[0]);
        send_back(ready[1]);
    }
    close(ready[1]);
    CHECK(read(ready[0], &answer, 1) == 1);
}

int main(void)
{
    start_child();
    without_session();
    for (int round = 0; round < 2; round++) {
        CHECK(nsn_init() == 0);
        CHECK(nsn_init() == -NSN_ERROR_ALREADY_INITIALIZED);
        version_two();
        mistakes();
        CHECK(nsn_close() == 0);
        without_session();
    }
    calls = 0;
    CHECK(init_session() == 0);
    slides();
    callbacks();
    CHECK(close_session() == 0);
    puts("all calls work");
    return 0;
}
