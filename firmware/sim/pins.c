/* boardsim, GPL-3.0-or-later: see boardsim.h. What the pins do, as seen from outside the chip. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "simavr/avr_ioport.h"
#include "boardsim.h"

enum { PORT_COUNT = 3 };
static const char port_names[PORT_COUNT] = {'B', 'C', 'D'};
/* Addresses in data space on the ATmega328P. */
static const unsigned direction_register[PORT_COUNT] = {0x24, 0x27, 0x2A};
static const unsigned output_register[PORT_COUNT] = {0x25, 0x28, 0x2B};

bool pins_open(struct sim *sim) {
    if (!sim->options.pin_log) return true;
    sim->pins = fopen(sim->options.pin_log, "ae");
    if (sim->pins) return true;
    fprintf(stderr, "boardsim: cannot append to the pin log %s: %s\n", sim->options.pin_log, strerror(errno));
    return false;
}

static void report(struct sim *sim, int port, int bit, int value, bool floating) {
    event(sim, "PIN P%c%d %s", port_names[port], bit, floating && !value ? "Z" : value ? "1" : "0");
    if (!sim->pins) return;
    struct timespec wall;
    struct tm utc;
    char stamp[32];
    clock_gettime(CLOCK_REALTIME, &wall);
    gmtime_r(&wall.tv_sec, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    fprintf(sim->pins,
            "{\"board\":\"%s\",\"pin\":\"P%c%d\",\"value\":%d,\"cycle\":%llu,\"simUs\":%.3f,\"wall\":\"%s.%06ldZ\","
            "\"wallNs\":%llu%s}\n",
            sim->options.board, port_names[port], bit, value, (unsigned long long)sim->avr->cycle,
            (double)sim->avr->cycle / CYCLES_PER_US, stamp, wall.tv_nsec / 1000, (unsigned long long)monotonic_ns(),
            floating ? ",\"floating\":true" : "");
    fflush(sim->pins);
}

/* A pin that is no output floats: the wiring's pull-down makes that 0, the chip's own pull-up (PORT bit set) 1. */
static void observe_port(struct sim *sim, int port, uint8_t direction, uint8_t output) {
    uint8_t changed = output ^ sim->level[port];
    sim->level[port] = output;
    for (int bit = 0; changed; ++bit, changed >>= 1) {
        if (changed & 1) report(sim, port, bit, output >> bit & 1, !(direction >> bit & 1));
    }
}

void pins_observe(struct sim *sim) {
    for (int port = 0; port < PORT_COUNT; ++port) {
        observe_port(sim, port, sim->avr->data[direction_register[port]], sim->avr->data[output_register[port]]);
    }
}

struct watch {
    struct sim *sim;
    int port;
};
static struct watch watches[PORT_COUNT];

static void on_output(struct avr_irq_t *irq, uint32_t value, void *parameter) {
    (void)irq;
    struct watch *watch = parameter;
    observe_port(watch->sim, watch->port, watch->sim->avr->data[direction_register[watch->port]], (uint8_t)value);
}

void pins_attach(struct sim *sim) {
    for (int port = 0; port < PORT_COUNT; ++port) {
        watches[port] = (struct watch){sim, port};
        avr_irq_t *irq = avr_io_getirq(sim->avr, AVR_IOCTL_IOPORT_GETIRQ(port_names[port]), IOPORT_IRQ_REG_PORT);
            irq->flags &= (uint8_t)~IRQ_FLAG_FILTERED; /* a reset changes the register behind the filter's back */
        avr_irq_register_notify(irq, on_output, &watches[port]);
    }
}
