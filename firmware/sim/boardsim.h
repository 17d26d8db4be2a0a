/* boardsim: a simulated Arduino (Uno, Nano or Mega 2560) on a pseudo-terminal, over libsimavr. See boardsim.c.
 * Copyright 2026 the LiveOps authors. This program is free software under the GNU General Public License, version 3
 * or later; see LICENSE in this folder. It comes without any warranty. */
#ifndef BOARDSIM_H
#define BOARDSIM_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "simavr/avr_ioport.h"
#include "simavr/avr_uart.h"
#include "simavr/sim_avr.h"

#define CYCLES_PER_US 16ULL
#define OUT_SIZE 8192
#define PORT_LIMIT 11 /* ports of the largest chip, the ATmega2560 */

/* What goes wrong on request: rates in events per million bytes, mean times in ms, 0 = never. */
struct faults {
    unsigned lost_to_board, lost_to_host, flipped_to_board, flipped_to_host;
    unsigned good_bytes; /* so many bytes pass unharmed before the first can be lost or flipped */
    unsigned bytes_left; /* after so many lost or flipped bytes the line is good again; 0 = it never is */
    unsigned unplug_every_ms, unplug_ms, hang_every_ms, reset_every_ms;
};

struct options {
    const char *mcu, *firmware, *bootloader, *link, *eeprom, *pin_log, *board;
    unsigned slice_us, batch_us, reset_on_open_ms, host_baud;
    struct faults faults;
    uint64_t seed;
    bool seeded, stepped, fast, bytes, quiet, die_with_parent;
};

/* A port of the chip as seen from outside. */
struct port {
    struct sim *sim;
    avr_ioport_t *io;
    uint8_t level;    /* last reported */
    uint8_t by_timer; /* pins that a timer drives: it reports them */
    uint8_t driven;   /* pins that are driven from outside, and how */
    uint8_t driven_high;
};

struct out_byte {
    uint64_t due; /* cycle at which its stop bit has passed */
    uint8_t value;
};

struct sim {
    struct options options;
    avr_t *avr;
    avr_uart_t *uart;
    volatile sig_atomic_t stop;

    /* host side */
    int master; /* -1 while unplugged */
    bool host_open;
    unsigned host_baud; /* as the terminal is set, or as --host-baud says */
    uint8_t in[512]; /* read from the host, still to go over the wire */
    unsigned in_at, in_length;
    bool wire_busy; /* a byte is on the wire towards the board */
    struct out_byte out[OUT_SIZE];
    unsigned out_head, out_tail;
    uint64_t batch_until; /* 0: no batch open */
    uint64_t replug_at;   /* cycle, 0: not planned */
    uint64_t out_lost;

    /* board side */
    uint64_t held_until; /* in reset (boot loader) until this cycle, 0: running */
    bool powered_off;
    bool crashed;
    uint64_t overruns;
    bool hang_wanted, hung;
    avr_flashaddr_t hang_pc;
    uint8_t hang_saved[2];

    uint64_t faulty_bytes;

    FILE *pins;
    struct port ports[PORT_LIMIT];
    int port_count;
    uint64_t lag_events;
};

/* events.c */
uint64_t monotonic_ns(void);
void event(struct sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* pins.c: levels of all ports */
bool pins_open(struct sim *sim);
void pins_attach(struct sim *sim);
void pins_observe(struct sim *sim);
struct port *pins_port(struct sim *sim, char name); /* NULL: this chip has no such port */
void pins_drive(struct sim *sim, char name, int bit, bool high);
void pins_log(struct sim *sim, char port, int bit, int value, uint64_t cycle, const char *more);

/* pulses.c: what the timers put on pins: servo pulses, PWM, tones */
void pulses_attach(struct sim *sim);
void pulses_forget(struct sim *sim);

/* faults.c: bytes that get lost or damaged, cables that come loose, programs that hang; the same with the same seed */
bool faults_parse(struct options *options, const char *text);
void faults_begin(struct sim *sim);
bool faults_strike(struct sim *sim, bool to_host, uint8_t *byte); /* false: the byte is lost */
void faults_poll(struct sim *sim);

/* wire.c: UART of the chip, byte by byte at line speed */
void wire_attach(struct sim *sim);
void wire_after_reset(struct sim *sim);
void wire_pump(struct sim *sim);

/* terminal.c: the pseudo-terminal the host opens */
bool terminal_plug(struct sim *sim);
void terminal_unplug(struct sim *sim);
void terminal_read(struct sim *sim);
void terminal_write(struct sim *sim);
bool terminal_busy(struct sim *sim); /* bytes are on their way, in either direction */

/* hex.c: an Intel HEX file into flash; the lowest address in it, -1 when it is damaged or does not fit */
long hex_load(const char *path, uint8_t *flash, uint32_t size);

/* board.c: the chip */
bool board_load(struct sim *sim);
void board_reset(struct sim *sim, char cause);
void board_power(struct sim *sim, bool on);
void board_hang(struct sim *sim);
void board_run_on(struct sim *sim);
void board_advance(struct sim *sim, uint64_t until);
void board_save(struct sim *sim);
unsigned board_untouched_ram(struct sim *sim);

/* control.c: commands on standard input */
void control_poll(struct sim *sim);
void control_run(struct sim *sim, const char *line);

/* stepped.c: the host moves the clock */
void stepped_run(struct sim *sim);

#endif
