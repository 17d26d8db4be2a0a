/* boardsim, GPL-3.0-or-later: see boardsim.h. What the pins do, as seen from outside the chip. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "boardsim.h"

bool pins_open(struct sim *sim) {
    if (!sim->options.pin_log) return true;
    sim->pins = fopen(sim->options.pin_log, "ae");
    if (sim->pins) return true;
    fprintf(stderr, "boardsim: cannot append to the pin log %s: %s\n", sim->options.pin_log, strerror(errno));
    return false;
}

void pins_log(struct sim *sim, char port, int bit, int value, uint64_t cycle, const char *more) {
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
            sim->options.board, port, bit, value, (unsigned long long)cycle, (double)cycle / CYCLES_PER_US, stamp,
            wall.tv_nsec / 1000, (unsigned long long)monotonic_ns(), more);
    fflush(sim->pins);
}

/* A pin that is no output floats: the wiring's pull-down makes that 0, the chip's own pull-up (PORT bit set) 1. */
static void observe_port(struct port *port, uint8_t direction, uint8_t output) {
    uint8_t changed = (output ^ port->level) & (uint8_t)~port->by_timer;
    port->level = output;
    for (int bit = 0; changed; ++bit, changed >>= 1) {
        if (!(changed & 1)) continue;
        int value = output >> bit & 1;
        bool floating = !(direction >> bit & 1);
        event(port->sim, "PIN P%c%d %s", port->io->name, bit, floating && !value ? "Z" : value ? "1" : "0");
        pins_log(port->sim, port->io->name, bit, value, port->sim->avr->cycle, floating ? ",\"floating\":true" : "");
    }
}

void pins_observe(struct sim *sim) {
    for (int i = 0; i < sim->port_count; ++i) {
        struct port *port = &sim->ports[i];
        observe_port(port, sim->avr->data[port->io->r_ddr], sim->avr->data[port->io->r_port]);
    }
}

struct port *pins_port(struct sim *sim, char name) {
    for (int i = 0; i < sim->port_count; ++i) {
        if (sim->ports[i].io->name == name) return &sim->ports[i];
    }
    return NULL;
}

static void on_output(struct avr_irq_t *irq, uint32_t value, void *parameter) {
    (void)irq;
    struct port *port = parameter;
    observe_port(port, port->sim->avr->data[port->io->r_ddr], (uint8_t)value);
}

void pins_attach(struct sim *sim) {
    for (avr_io_t *io = sim->avr->io_port; io && sim->port_count < PORT_LIMIT; io = io->next) {
        if (!io->kind || strcmp(io->kind, "port") != 0) continue;
        struct port *port = &sim->ports[sim->port_count++];
        *port = (struct port){.sim = sim, .io = (avr_ioport_t *)io};
        avr_irq_t *irq = avr_io_getirq(sim->avr, AVR_IOCTL_IOPORT_GETIRQ(port->io->name), IOPORT_IRQ_REG_PORT);
        irq->flags &= (uint8_t)~IRQ_FLAG_FILTERED; /* a reset changes the register behind the filter's back */
        avr_irq_register_notify(irq, on_output, port);
    }
}

/* From outside, and for good: else the next write to the port lets the chip's own pull-up win. The level is told even
 * when it is the one that was last told, because a pull-up or a reset has changed the pin behind that. */
void pins_drive(struct sim *sim, char name, int bit, bool high) {
    struct port *port = pins_port(sim, name);
    port->driven |= (uint8_t)(1 << bit);
    port->driven_high = (uint8_t)((port->driven_high & ~(1 << bit)) | high << bit);
    avr_ioport_external_t external = {.name = (unsigned char)name, .mask = port->driven, .value = port->driven_high};
    avr_ioctl(sim->avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(name), &external);
    avr_irq_t *irq = avr_io_getirq(sim->avr, AVR_IOCTL_IOPORT_GETIRQ(name), bit);
    uint8_t filtered = irq->flags & IRQ_FLAG_FILTERED;
    irq->flags &= (uint8_t)~IRQ_FLAG_FILTERED;
    avr_raise_irq(irq, high);
    irq->flags |= filtered;
}
