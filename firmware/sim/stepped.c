/* boardsim, GPL-3.0-or-later: see boardsim.h. Stepped mode: the host's clock is the board's. Nothing happens by itself;
 * each line on standard input is carried out and answered by one line, so that the same lines always give the same
 * board, however busy the machine is.
 *
 *   step US [HEX]  the host has sent these bytes now; US microseconds pass
 *                  answer: "AT <cycle> [HEX]" with the bytes that have arrived at the host meanwhile
 *   open           the host opens the port: with --reset-on-open the board resets; answer: "OPEN"
 *   anything else  a command of control.c; answer: "OK" */
#include <stdlib.h>
#include <string.h>

#include "boardsim.h"

static void take_hex(struct sim *sim, const char *text) {
    if (sim->in_at == sim->in_length) sim->in_at = sim->in_length = 0;
    memmove(sim->in, sim->in + sim->in_at, sim->in_length - sim->in_at);
    sim->in_length -= sim->in_at;
    sim->in_at = 0;
    for (unsigned value; sscanf(text, "%2x", &value) == 1 && sim->in_length < sizeof sim->in; text += 2) {
        if (!sim->held_until && !sim->powered_off) sim->in[sim->in_length++] = (uint8_t)value;
    }
}

static void step(struct sim *sim, unsigned microseconds, const char *hex) {
    take_hex(sim, hex);
    uint64_t until = sim->avr->cycle + microseconds * CYCLES_PER_US;
    wire_pump(sim);
    board_advance(sim, until);
    printf("AT %llu ", (unsigned long long)sim->avr->cycle);
    while (sim->out_tail != sim->out_head && sim->out[sim->out_tail].due <= sim->avr->cycle) {
        printf("%02x", sim->out[sim->out_tail].value);
        sim->out_tail = (sim->out_tail + 1) % OUT_SIZE;
    }
    putchar('\n');
}

void stepped_run(struct sim *sim) {
    char line[2048], hex[1200];
    while (!sim->stop && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\r\n")] = '\0';
        unsigned microseconds;
        hex[0] = '\0';
        if (sscanf(line, "step %u %1199s", &microseconds, hex) >= 1) {
            step(sim, microseconds, hex);
        } else if (!strcmp(line, "open")) {
            if (sim->options.reset_on_open_ms) {
                board_reset(sim, 'X');
                sim->held_until = sim->avr->cycle + sim->options.reset_on_open_ms * 1000ULL * CYCLES_PER_US;
            }
            puts("OPEN");
        } else {
            control_run(sim, line);
            puts("OK");
        }
        fflush(stdout);
    }
}
