/* boardsim, GPL-3.0-or-later: see boardsim.h. The pseudo-terminal that stands for the USB serial adapter. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "boardsim.h"

/* Raw before anyone opens it; opening and closing the far end once makes "nobody has it open" visible as EIO. */
static bool make_raw(const char *name) {
    int slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) return false;
    struct termios settings;
    tcgetattr(slave, &settings);
    cfmakeraw(&settings);
    cfsetspeed(&settings, B115200);
    tcsetattr(slave, TCSANOW, &settings);
    close(slave);
    return true;
}

/* Replaces an old link in one step, so that a host never sees the path missing without reason. */
static bool link_to(const char *name, const char *path) {
    char draft[4096];
    snprintf(draft, sizeof draft, "%s.%d", path, (int)getpid());
    unlink(draft);
    if (symlink(name, draft) == 0 && rename(draft, path) == 0) return true;
    fprintf(stderr, "boardsim: cannot make the link %s: %s\n", path, strerror(errno));
    unlink(draft);
    return false;
}

bool terminal_plug(struct sim *sim) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    char name[128];
    if (master < 0 || grantpt(master) || unlockpt(master) || ptsname_r(master, name, sizeof name) || !make_raw(name)) {
        fprintf(stderr, "boardsim: no pseudo-terminal: %s\n", strerror(errno));
        if (master >= 0) close(master);
        return false;
    }
    if (!link_to(name, sim->options.link)) {
        close(master);
        return false;
    }
    sim->master = master;
    sim->host_open = false;
    event(sim, "PLUGGED %s", name);
    return true;
}

void terminal_unplug(struct sim *sim) {
    if (sim->master < 0) return;
    unlink(sim->options.link);
    close(sim->master);
    sim->master = -1;
    sim->in_at = sim->in_length = 0;
    if (sim->host_open) event(sim, "HOST_CLOSE");
    sim->host_open = false;
    event(sim, "UNPLUGGED");
}

/* The speed that the host has set its end to. */
static void follow_speed(struct sim *sim) {
    static const struct {
        speed_t code;
        unsigned baud;
    } speeds[] = {{B9600, 9600}, {B19200, 19200}, {B38400, 38400}, {B57600, 57600}, {B115200, 115200}, {B230400, 230400}};
    struct termios settings;
    if (sim->options.host_baud || tcgetattr(sim->master, &settings)) return;
    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; ++i) {
        if (cfgetospeed(&settings) == speeds[i].code) sim->host_baud = speeds[i].baud;
    }
}

static void note_open(struct sim *sim, bool open) {
    if (open == sim->host_open) return;
    sim->host_open = open;
    event(sim, open ? "HOST_OPEN" : "HOST_CLOSE");
    if (open) follow_speed(sim);
    if (open && sim->options.reset_on_open_ms) {
        board_reset(sim, 'X');
        /* A real boot loader takes its own time. */
        if (!sim->options.bootloader) sim->held_until = sim->avr->cycle + sim->options.reset_on_open_ms * 1000ULL * CYCLES_PER_US;
    }
}

void terminal_read(struct sim *sim) {
    if (sim->master < 0) return;
    if (sim->in_at < sim->in_length) {
        /* Still busy with the last piece; the host's bytes wait in the kernel, as they do in front of a real line. */
        return;
    }
    sim->in_at = sim->in_length = 0;
    ssize_t got = read(sim->master, sim->in, sizeof sim->in);
    if (got > 0) {
        note_open(sim, true);
        if (sim->held_until || sim->powered_off) return; /* nobody listens */
        sim->in_length = (unsigned)got;
        follow_speed(sim);
    } else if (got < 0 && errno == EAGAIN) {
        note_open(sim, true);
    } else if (got < 0 && errno == EIO) {
        note_open(sim, false);
    }
}

void terminal_write(struct sim *sim) {
    uint8_t bytes[512];
    unsigned count = 0;
    uint64_t now = sim->avr->cycle;
    if (sim->options.batch_us) {
        if (sim->out_tail == sim->out_head || sim->out[sim->out_tail].due > now) return;
        if (!sim->batch_until) sim->batch_until = sim->out[sim->out_tail].due + sim->options.batch_us * CYCLES_PER_US;
        if (now < sim->batch_until) return;
        sim->batch_until = 0;
    }
    while (sim->out_tail != sim->out_head && sim->out[sim->out_tail].due <= now && count < sizeof bytes) {
        bytes[count++] = sim->out[sim->out_tail].value;
        sim->out_tail = (sim->out_tail + 1) % OUT_SIZE;
    }
    if (!count || sim->master < 0 || !sim->host_open) return; /* a line that nobody has open loses what is sent */
    ssize_t put = write(sim->master, bytes, count);
    if (put < (ssize_t)count) sim->out_lost += count - (put > 0 ? (unsigned)put : 0);
}

bool terminal_busy(struct sim *sim) {
    return sim->in_at < sim->in_length || sim->wire_busy || sim->out_tail != sim->out_head;
}
