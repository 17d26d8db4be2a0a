/* boardsim, GPL-3.0-or-later: see boardsim.h. Event lines on standard output. */
#include <stdarg.h>
#include <time.h>

#include "boardsim.h"

uint64_t monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

void event(struct sim *sim, const char *format, ...) {
    if (sim->options.quiet) return;
    uint64_t cycle = sim->avr ? sim->avr->cycle : 0;
    printf("%llu %.3f %llu ", (unsigned long long)cycle, (double)cycle / CYCLES_PER_US,
           (unsigned long long)monotonic_ns());
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}
