/* boardsim, GPL-3.0-or-later: see boardsim.h.
 *
 * Faults on request. Each direction of the line and each kind of event draws from a generator of its own, so that with
 * the same seed the n-th byte of a direction meets the same fate whatever else happens. */
#include <stdlib.h>
#include <string.h>

#include "boardsim.h"

enum stream { TO_BOARD, TO_HOST, UNPLUG, HANG, RESET, STREAM_COUNT };
static uint64_t state[STREAM_COUNT];
static uint64_t due[STREAM_COUNT]; /* cycle of the next unplugging, hang, reset; 0: none planned */

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t draw(enum stream stream) {
    uint64_t z = state[stream] += 0x9E3779B97F4A7C15ULL;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
}

static bool hits(enum stream stream, unsigned per_million) {
    return draw(stream) % 1000000 < per_million;
}

struct key {
    const char *name;
    unsigned *value, *second; /* the second one when the word means both directions */
    unsigned most;
};

/* Words as "lost=200,flipped-to-host=50"; "none" ends all. What is not named stays as it is. */
bool faults_parse(struct options *options, const char *text) {
    struct options changed = *options;
    struct faults *f = &changed.faults;
    const struct key keys[] = {
        {"lost", &f->lost_to_board, &f->lost_to_host, 1000000},
        {"lost-to-board", &f->lost_to_board, NULL, 1000000},
        {"lost-to-host", &f->lost_to_host, NULL, 1000000},
        {"flipped", &f->flipped_to_board, &f->flipped_to_host, 1000000},
        {"flipped-to-board", &f->flipped_to_board, NULL, 1000000},
        {"flipped-to-host", &f->flipped_to_host, NULL, 1000000},
        {"good-bytes", &f->good_bytes, NULL, 1000000},
        {"faulty-bytes", &f->bytes_left, NULL, 1000000},
        {"batch-us", &changed.batch_us, NULL, 1000000},
        {"reset-on-open-ms", &changed.reset_on_open_ms, NULL, 60000},
        {"unplug-every-ms", &f->unplug_every_ms, NULL, 100000000},
        {"unplug-ms", &f->unplug_ms, NULL, 100000000},
        {"hang-every-ms", &f->hang_every_ms, NULL, 100000000},
        {"reset-every-ms", &f->reset_every_ms, NULL, 100000000},
    };
    char copy[512];
    if (strlen(text) >= sizeof copy) return false;
    strcpy(copy, text);
    char *rest = copy;
    for (char *word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        if (!strcmp(word, "none")) {
            *f = (struct faults){.unplug_ms = f->unplug_ms};
            changed.batch_us = changed.reset_on_open_ms = 0;
            continue;
        }
        char *equals = strchr(word, '='), *end;
        if (!equals || !equals[1]) return false;
        *equals = '\0';
        unsigned long value = strtoul(equals + 1, &end, 10);
        const struct key *key = NULL;
        for (size_t i = 0; i < sizeof keys / sizeof *keys; ++i) {
            if (!strcmp(word, keys[i].name)) key = &keys[i];
        }
        if (!key || *end || value > key->most) return false;
        *key->value = (unsigned)value;
        if (key->second) *key->second = (unsigned)value;
    }
    *options = changed;
    return true;
}

/* Between half and one and a half of the mean from now. */
static void plan(struct sim *sim, enum stream stream, unsigned mean_ms) {
    uint64_t mean = mean_ms * 1000ULL * CYCLES_PER_US;
    due[stream] = mean ? sim->avr->cycle + mean / 2 + draw(stream) % mean : 0;
}

/* Also after a change on request: the plan is made anew from the seed. */
void faults_begin(struct sim *sim) {
    for (int i = 0; i < STREAM_COUNT; ++i) {
        state[i] = sim->options.seed + (uint64_t)i * 0xD1B54A32D192ED03ULL;
        (void)draw((enum stream)i);
    }
    const struct faults *f = &sim->options.faults;
    plan(sim, UNPLUG, f->unplug_every_ms);
    plan(sim, HANG, f->hang_every_ms);
    plan(sim, RESET, f->reset_every_ms);
}

bool faults_strike(struct sim *sim, bool to_host, uint8_t *byte) {
    struct faults *f = &sim->options.faults;
    unsigned lost = to_host ? f->lost_to_host : f->lost_to_board;
    unsigned flipped = to_host ? f->flipped_to_host : f->flipped_to_board;
    if (!lost && !flipped) return true;
    if (f->good_bytes) {
        --f->good_bytes;
        return true;
    }
    enum stream stream = to_host ? TO_HOST : TO_BOARD;
    /* Always the same number of draws, so that one rate does not shift what another one hits. */
    bool is_lost = hits(stream, lost), is_flipped = hits(stream, flipped);
    uint8_t bit = (uint8_t)(1U << draw(stream) % 8);
    if (is_lost || is_flipped) {
        ++sim->faulty_bytes;
        event(sim, "FAULT %s %s %02x", is_lost ? "LOST" : "FLIPPED", to_host ? "TO_HOST" : "TO_BOARD", *byte);
        if (f->bytes_left && --f->bytes_left == 0)
            f->lost_to_board = f->lost_to_host = f->flipped_to_board = f->flipped_to_host = 0;
    }
    if (is_flipped) *byte ^= bit;
    return !is_lost;
}

static bool is_due(struct sim *sim, enum stream stream, unsigned mean_ms) {
    if (!due[stream] || sim->avr->cycle < due[stream]) return false;
    plan(sim, stream, mean_ms);
    return true;
}

void faults_poll(struct sim *sim) {
    const struct faults *f = &sim->options.faults;
    if (is_due(sim, UNPLUG, f->unplug_every_ms) && sim->master >= 0) {
        event(sim, "FAULT UNPLUG");
        terminal_unplug(sim);
        sim->replug_at = sim->avr->cycle + f->unplug_ms * 1000ULL * CYCLES_PER_US;
    }
    if (is_due(sim, HANG, f->hang_every_ms) && !sim->powered_off) {
        event(sim, "FAULT HANG");
        board_hang(sim);
    }
    if (is_due(sim, RESET, f->reset_every_ms) && !sim->powered_off) {
        event(sim, "FAULT RESET");
        board_reset(sim, 'X');
    }
}
