/* boardsim, GPL-3.0-or-later: see boardsim.h.
 *
 * Commands on standard input, one a line:
 *   reset          external reset, as by the button
 *   hang | run     the main program gets stuck, interrupts live on | it goes on
 *   unplug MS      the USB cable is out for MS ms; the board keeps its power
 *   power off|on   the board loses or gets its power; the serial adapter stays
 *   faults LIST    faults from now on, as --faults takes them
 *   pin PB0 1      drives an input pin
 *   adc CH MV      millivolts on an analogue input
 *   stat           one line with counters
 *   quit */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "simavr/avr_adc.h"
#include "simavr/avr_ioport.h"
#include "boardsim.h"

static bool input_closed;
static char line[256];
static unsigned length;

void control_run(struct sim *sim, const char *line) {
    char port, mode[8];
    int number, value;
    unsigned milliseconds;
    if (!strcmp(line, "reset")) {
        sim->crashed = false;
        board_reset(sim, 'X');
    } else if (!strcmp(line, "hang")) {
        board_hang(sim);
    } else if (!strcmp(line, "run")) {
        board_run_on(sim);
    } else if (sscanf(line, "unplug %u", &milliseconds) == 1) {
        terminal_unplug(sim);
        sim->replug_at = sim->avr->cycle + milliseconds * 1000ULL * CYCLES_PER_US;
    } else if (sscanf(line, "power %7s", mode) == 1) {
        board_power(sim, !strcmp(mode, "on"));
    } else if (!strncmp(line, "faults ", 7) && faults_parse(&sim->options, line + 7)) {
        faults_begin(sim);
        event(sim, "FAULTS %s", line + 7);
    } else if (sscanf(line, "pin P%c%d %d", &port, &number, &value) == 3 && number >= 0 && number < 8 &&
               pins_port(sim, port)) {
        pins_drive(sim, port, number, value != 0);
    } else if (sscanf(line, "adc %d %d", &number, &value) == 2 && number >= 0 && number < 16) {
        avr_raise_irq(avr_io_getirq(sim->avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + number), (uint32_t)value);
    } else if (!strcmp(line, "stat")) {
        event(sim, "STAT overruns=%llu to_host_lost=%llu faulty_bytes=%llu lag=%llu host=%s power=%s untouched_ram=%u",
              (unsigned long long)sim->overruns, (unsigned long long)sim->out_lost,
              (unsigned long long)sim->faulty_bytes, (unsigned long long)sim->lag_events, sim->host_open ? "open" : "closed", sim->powered_off ? "off" : "on",
              board_untouched_ram(sim));
    } else if (!strcmp(line, "quit")) {
        sim->stop = 1;
    } else if (line[0]) {
        event(sim, "UNKNOWN %s", line);
    }
}

/* End of input is no reason to stop: a service runs with it closed. */
void control_poll(struct sim *sim) {
    if (input_closed) return;
    struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&ready, 1, 0) <= 0) return;
    if (ready.revents & POLLNVAL) {
        input_closed = true;
        return;
    }
    char bytes[256];
    ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got <= 0) {
        input_closed = true;
        return;
    }
    for (ssize_t i = 0; i < got; ++i) {
        if (bytes[i] == '\n') {
            line[length] = '\0';
            length = 0;
            control_run(sim, line);
        } else if (length < sizeof line - 1 && bytes[i] != '\r') {
            line[length++] = bytes[i];
        }
    }
}
