/* boardsim: a simulated Arduino Uno or Nano (ATmega328P) or Mega 2560 (ATmega2560), 16 MHz, that runs real firmware cycle by cycle and appears to the
 * host as a serial port: a pseudo-terminal linked at a path of your choice.
 *
 * Copyright 2026 the LiveOps authors.
 *
 * This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public
 * License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later
 * version. It is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied
 * warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See LICENSE in this folder, or
 * <https://www.gnu.org/licenses/>.
 *
 * It links libsimavr (GPL-3.0), and is a program of its own for rehearsal and tests; nothing of the product links it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "boardsim.h"

/* Behind by more than this, the past is given up: rushing through it would make a board see time pass that its host
 * had no chance to use. */
#define MAX_LAG_US 250000ULL
#define IDLE_SLICE_US 1000ULL
/* A request is answered well within this, so that its pin change and answer come through in short slices too. */
#define BUSY_AFTER_US 5000ULL
#define POLL_EVERY_NS 2000000ULL
#define SAVE_EVERY_NS 200000000ULL

static struct sim sim = {.master = -1};

static void on_signal(int number) {
    (void)number;
    sim.stop = 1;
}

static const char usage[] =
    "usage: boardsim --link PATH [options] [firmware.elf | firmware.hex]\n"
    "  --link PATH          where to link the serial port\n"
    "  --mcu NAME           atmega328p (Uno, Nano; the default) or atmega2560 (Mega)\n"
    "  --bootloader HEX     a boot loader's image; the chip starts there, the firmware may be left out\n"
    "  --eeprom FILE        keep the EEPROM here (made when missing)\n"
    "  --pin-log FILE       append one JSON line per pin change\n"
    "  --board NAME         name in the pin log, and seed of what is random in a chip (default: board)\n"
    "  --slice-us N         host and board exchange bytes every N us while there are any (default 250)\n"
    "  --batch-us N         hold bytes to the host for N us, as USB adapters do\n"
    "  --reset-on-open MS   opening the port resets the board, which then boots for MS ms (any number will do\n"
    "                       with --bootloader, which takes its own time)\n"
    "  --faults LIST        what goes wrong, as lost=200,unplug-every-ms=60000 (0 = never, or none):\n"
    "                         lost, lost-to-board, lost-to-host             bytes lost, per million\n"
    "                         flipped, flipped-to-board, flipped-to-host    bytes with a wrong bit, per million\n"
    "                         faulty-bytes                                  the line is good again after so many\n"
    "                         unplug-every-ms (for unplug-ms, 1000), hang-every-ms, reset-every-ms\n"
    "                                                                       on average, half to one and a half\n"
    "                         batch-us, reset-on-open-ms                    as the options\n"
    "  --seed N             chooses which bytes and when; without it the board's name does\n"
    "  --host-baud N        line speed of the host whatever it sets (without it, what the host sets its port to);\n"
    "                       bytes between two that differ by over 5 % are noise\n"
    "  --bytes              report each byte (RX when the chip has it, TX when it starts)\n"
    "  --quiet              no events on standard output\n"
    "  --fast               as fast as possible instead of in real time\n"
    "  --stepped            no terminal and no clock of its own: see stepped.c\n"
    "  --die-with-parent    stop when the process that started this one ends\n";

/* Started with a standard stream closed, the next file opened would take its number: the terminal, say, as output. */
static void fill_standard_streams(void) {
    int descriptor;
    do {
        descriptor = open("/dev/null", O_RDWR);
    } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor >= 0) close(descriptor);
}

static unsigned number_of(const char *text, const char *option) {
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text && !*end && value <= 100000000UL) return (unsigned)value;
    fprintf(stderr, "boardsim: --%s wants a number, not \"%s\"\n", option, text);
    exit(2);
}

static void parse(int count, char **arguments) {
    enum { LINK, EEPROM, PIN_LOG, BOARD, SLICE, BATCH, RESET, BAUD, BYTES, QUIET, FAST, DIE, HELP, MCU, LOADER, FAULTS,
           SEED, STEPPED };
    static const struct option known[] = {
        {"mcu", required_argument, NULL, MCU},         {"bootloader", required_argument, NULL, LOADER},
        {"faults", required_argument, NULL, FAULTS},   {"seed", required_argument, NULL, SEED},
        {"link", required_argument, NULL, LINK},       {"eeprom", required_argument, NULL, EEPROM},
        {"pin-log", required_argument, NULL, PIN_LOG}, {"board", required_argument, NULL, BOARD},
        {"slice-us", required_argument, NULL, SLICE},  {"batch-us", required_argument, NULL, BATCH},
        {"reset-on-open", required_argument, NULL, RESET}, {"host-baud", required_argument, NULL, BAUD},
        {"bytes", no_argument, NULL, BYTES},           {"quiet", no_argument, NULL, QUIET},
        {"fast", no_argument, NULL, FAST},             {"die-with-parent", no_argument, NULL, DIE},
        {"stepped", no_argument, NULL, STEPPED},
        {"help", no_argument, NULL, HELP},             {NULL, 0, NULL, 0}};
    struct options *options = &sim.options;
    *options = (struct options){
        .mcu = "atmega328p", .board = "board", .slice_us = 250, .faults.unplug_ms = 1000};
    int found, at = 0;
    while ((found = getopt_long(count, arguments, "", known, &at)) != -1) {
        switch (found) {
            case MCU: options->mcu = optarg; break;
            case LOADER: options->bootloader = optarg; break;
            case SEED: options->seed = number_of(optarg, "seed"); options->seeded = true; break;
            case FAULTS:
                if (faults_parse(options, optarg)) break;
                fprintf(stderr, "boardsim: --faults does not take \"%s\"; see --help\n", optarg);
                exit(2);
            case LINK: options->link = optarg; break;
            case EEPROM: options->eeprom = optarg; break;
            case PIN_LOG: options->pin_log = optarg; break;
            case BOARD: options->board = optarg; break;
            case SLICE: options->slice_us = number_of(optarg, "slice-us"); break;
            case BATCH: options->batch_us = number_of(optarg, "batch-us"); break;
            case RESET: options->reset_on_open_ms = number_of(optarg, "reset-on-open"); break;
            case BAUD: options->host_baud = number_of(optarg, "host-baud"); break;
            case BYTES: options->bytes = true; break;
            case QUIET: options->quiet = true; break;
            case FAST: options->fast = true; break;
            case STEPPED: options->stepped = options->quiet = true; break;
            case DIE: options->die_with_parent = true; break;
            case HELP: fputs(usage, stdout); exit(0);
            default: fputs(usage, stderr); exit(2);
        }
    }
    int firmwares = count - optind;
    if ((!options->link && !options->stepped) || firmwares > 1 || (firmwares == 0 && !options->bootloader) || !options->slice_us ||
        strpbrk(options->board, "\"\\")) {
        fputs(usage, stderr);
        exit(2);
    }
    options->firmware = firmwares ? arguments[optind] : NULL;
}

static void handle_signals(void) {
    struct sigaction stop = {.sa_handler = on_signal};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGHUP, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Asked now and then. The kernel's own notice (PR_SET_PDEATHSIG) comes when the thread that started this program ends,
 * which in a process with a thread pool is long before the process does. */
static bool parent_ended(void) {
    static pid_t parent;
    if (!sim.options.die_with_parent) return false;
    if (!parent) parent = getppid();
    return getppid() != parent;
}

/* Until the given time, or until the host sends something. */
static void wait_until(uint64_t ns) {
    uint64_t now = monotonic_ns();
    if (now >= ns) return;
    struct timespec time_left = {.tv_sec = (time_t)((ns - now) / 1000000000ULL),
                                 .tv_nsec = (long)((ns - now) % 1000000000ULL)};
    /* A terminal that nobody has open reports a hang-up at once, for ever. */
    struct pollfd input = {.fd = sim.host_open && !terminal_busy(&sim) ? sim.master : -1, .events = POLLIN};
    ppoll(&input, 1, &time_left, NULL);
}

static void exchange(uint64_t until) {
    board_advance(&sim, until);
    faults_poll(&sim);
    terminal_write(&sim);
    terminal_read(&sim);
    wire_pump(&sim);
    if (sim.replug_at && sim.avr->cycle >= sim.replug_at && terminal_plug(&sim)) sim.replug_at = 0;
}

static void housekeep(uint64_t now_ns) {
    static uint64_t saved_ns, polled_ns;
    if (now_ns - polled_ns >= POLL_EVERY_NS) {
        control_poll(&sim);
        polled_ns = now_ns;
    }
    if (now_ns - saved_ns >= SAVE_EVERY_NS) {
        board_save(&sim);
        if (parent_ended()) sim.stop = 1;
        saved_ns = now_ns;
    }
}

static void run_fast(void) {
    while (!sim.stop) {
        exchange(sim.avr->cycle + sim.options.slice_us * CYCLES_PER_US);
        housekeep(monotonic_ns());
    }
}

/* The board follows the clock: it runs up to now, then waits for the end of a slice, a long one when nothing is on
 * its way, or for the host. */
static void run_in_real_time(void) {
    const uint64_t slice = sim.options.slice_us * CYCLES_PER_US;
    const uint64_t idle_slice = IDLE_SLICE_US * CYCLES_PER_US > slice ? IDLE_SLICE_US * CYCLES_PER_US : slice;
    uint64_t start_ns = monotonic_ns(), start_cycle = sim.avr->cycle, busy_until = 0;
    while (!sim.stop) {
        uint64_t now_ns = monotonic_ns();
        uint64_t now = start_cycle + (now_ns - start_ns) * CYCLES_PER_US / 1000;
        if (now > sim.avr->cycle + MAX_LAG_US * CYCLES_PER_US) {
            ++sim.lag_events;
            event(&sim, "LAG %llu us", (unsigned long long)((now - sim.avr->cycle) / CYCLES_PER_US));
            start_ns = now_ns;
            start_cycle = now = sim.avr->cycle + slice;
        }
        while (sim.avr->cycle < now && !sim.stop) {
            uint64_t until = sim.avr->cycle + slice;
            exchange(until < now ? until : now);
            if (terminal_busy(&sim)) busy_until = sim.avr->cycle + BUSY_AFTER_US * CYCLES_PER_US;
        }
        housekeep(now_ns);
        uint64_t next = sim.avr->cycle + (sim.avr->cycle < busy_until ? slice : idle_slice);
        wait_until(start_ns + (next - start_cycle) * 1000 / CYCLES_PER_US);
    }
}

int main(int count, char **arguments) {
    fill_standard_streams();
    parse(count, arguments);
    handle_signals();
    parent_ended();
    sim.host_baud = sim.options.host_baud ? sim.options.host_baud : 115200;
    if (!board_load(&sim) || !pins_open(&sim)) return 1;
    pins_observe(&sim);
    if (sim.options.stepped) {
        stepped_run(&sim);
        board_save(&sim);
        if (sim.pins) fclose(sim.pins);
        return 0;
    }
    if (!terminal_plug(&sim)) return 1;
    event(&sim, "READY %s", sim.options.link);
    if (sim.options.fast) {
        run_fast();
    } else {
        run_in_real_time();
    }
    board_save(&sim);
    terminal_unplug(&sim);
    if (sim.pins) fclose(sim.pins);
    return 0;
}
