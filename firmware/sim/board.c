/* boardsim, GPL-3.0-or-later: see boardsim.h. The chip: loading, running, resets, power, a stuck program. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "simavr/avr_eeprom.h"
#include "simavr/avr_extint.h"
#include "boardsim.h"
#include "simavr/sim_elf.h"

enum { EEPROM_LIMIT = 4096, RAM_LIMIT = 0x2200, RUN_LIMIT = 4096, MCUSR = 0x54, PORF = 0, EXTRF = 1 };

/* The chips of the boards: Uno and Nano, Mega 2560. RAM begins behind the registers. */
static const struct chip {
    const char *name;
    unsigned ram_start;
    int level_interrupts;
} chips[] = {{"atmega328p", 0x100, 2}, {"atmega2560", 0x200, 8}};
static const struct chip *chip;

static struct sim *the_sim; /* libsimavr's reset and sleep callbacks carry no context of ours */
static void (*core_reset)(avr_t *avr);
static elf_firmware_t firmware;
static uint8_t power_on_ram[RAM_LIMIT]; /* up to the ATmega2560's last byte of RAM */

static void no_log(avr_t *avr, const int level, const char *format, va_list arguments) {
    (void)avr;
    if (level > LOG_ERROR) return;
    fputs("boardsim: ", stderr);
    vfprintf(stderr, format, arguments);
}

static void no_sleep(avr_t *avr, avr_cycle_count_t how_long) {
    (void)avr;
    (void)how_long; /* the main loop keeps pace with the wall clock */
}

/* Any reset, the watchdog's included: registers are zero already, so all pins float. */
static void on_reset(avr_t *avr) {
    if (core_reset) core_reset(avr);
    avr->run_cycle_limit = RUN_LIMIT;
    if (!the_sim->uart) return;
    board_run_on(the_sim);
    pins_observe(the_sim);
    pulses_forget(the_sim);
    wire_after_reset(the_sim);
    event(the_sim, "RESET");
}

static uint64_t hash_of(const char *name) { /* FNV-1a */
    uint64_t hash = 1469598103934665603ULL;
    for (const char *c = name; *c; ++c) hash = (hash ^ (uint8_t)*c) * 1099511628211ULL;
    return hash;
}

/* What a powered chip's RAM holds before anything wrote to it: noise that is each chip's own. */
static void fill_ram(struct sim *sim) {
    uint64_t state = hash_of(sim->options.board);
    for (unsigned address = chip->ram_start; address <= sim->avr->ramend; ++address) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        sim->avr->data[address] = power_on_ram[address] = (uint8_t)(state >> 56);
    }
}

/* The longest stretch of RAM that nothing has written since power-on: what stack and data left over so far. */
unsigned board_untouched_ram(struct sim *sim) {
    unsigned longest = 0, run = 0;
    for (unsigned address = chip->ram_start; address <= sim->avr->ramend; ++address) {
        run = sim->avr->data[address] == power_on_ram[address] ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

static void load_eeprom(struct sim *sim) {
    static uint8_t bytes[EEPROM_LIMIT];
    const size_t size = sim->avr->e2end + 1;
    memset(bytes, 0xFF, sizeof bytes);
    FILE *file = sim->options.eeprom ? fopen(sim->options.eeprom, "rbe") : NULL;
    if (file) {
        if (fread(bytes, 1, size, file) == 0) memset(bytes, 0xFF, sizeof bytes);
        fclose(file);
    }
    avr_eeprom_desc_t description = {.ee = bytes, .offset = 0, .size = (uint32_t)size};
    avr_ioctl(sim->avr, AVR_IOCTL_EEPROM_SET, &description);
}

void board_save(struct sim *sim) {
    if (!sim->options.eeprom) return;
    static uint8_t bytes[EEPROM_LIMIT], before[EEPROM_LIMIT];
    static bool saved;
    const size_t size = sim->avr->e2end + 1;
    avr_eeprom_desc_t description = {.ee = bytes, .offset = 0, .size = (uint32_t)size};
    avr_ioctl(sim->avr, AVR_IOCTL_EEPROM_GET, &description);
    if (saved && !memcmp(bytes, before, size)) return;
    char draft[4096];
    snprintf(draft, sizeof draft, "%s.new", sim->options.eeprom);
    FILE *file = fopen(draft, "wbe");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) ||
        rename(draft, sim->options.eeprom)) {
        fprintf(stderr, "boardsim: cannot keep the EEPROM in %s: %s\n", sim->options.eeprom, strerror(errno));
        return;
    }
    memcpy(before, bytes, size);
    saved = true;
}

/* The lowest address of the image, or -1 with the reason told. */
static long load_hex(struct sim *sim, const char *path) {
    long lowest = hex_load(path, sim->avr->flash, sim->avr->flashend + 1);
    if (lowest < 0) fprintf(stderr, "boardsim: %s is no hex file that fits the %s\n", path, chip->name);
    return lowest;
}

static bool is_hex(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot && !strcmp(dot, ".hex");
}

/* The chip with its flash, EEPROM and RAM as at power-on; with a boot loader it starts there, as the fuses of an Uno
 * and a Nano say. */
static bool load_flash(struct sim *sim) {
    const char *path = sim->options.firmware;
    if (path && is_hex(path)) {
        if (load_hex(sim, path) < 0) return false;
    } else if (path) {
        avr_load_firmware(sim->avr, &firmware);
    }
    if (sim->options.bootloader) {
        long start = load_hex(sim, sim->options.bootloader);
        if (start < 0) return false;
        sim->avr->reset_pc = sim->avr->pc = (avr_flashaddr_t)start;
    }
    sim->avr->codeend = sim->avr->flashend; /* what is flashed later is code as well */
    return true;
}

bool board_load(struct sim *sim) {
    the_sim = sim;
    avr_global_logger_set(no_log);
    for (size_t i = 0; i < sizeof chips / sizeof *chips; ++i) {
        if (!strcmp(chips[i].name, sim->options.mcu)) chip = &chips[i];
    }
    if (!chip) {
        fprintf(stderr, "boardsim: there is no %s here; --mcu takes atmega328p or atmega2560\n", sim->options.mcu);
        return false;
    }
    const char *path = sim->options.firmware;
    if (path && !is_hex(path) && elf_read_firmware(path, &firmware) != 0) {
        fprintf(stderr, "boardsim: cannot read the firmware %s\n", path);
        return false;
    }
    strcpy(firmware.mmcu, chip->name);
    firmware.frequency = CYCLES_PER_US * 1000000ULL;
    sim->avr = avr_make_mcu_by_name(firmware.mmcu);
    if (!sim->avr) {
        fprintf(stderr, "boardsim: this libsimavr has no %s\n", chip->name);
        return false;
    }
    core_reset = sim->avr->reset;
    sim->avr->reset = on_reset;
    avr_init(sim->avr);
    sim->avr->frequency = firmware.frequency;
    sim->avr->sleep = no_sleep;
    if (!load_flash(sim)) return false;
    load_eeprom(sim);
    fill_ram(sim);
    /* Without this the model polls a low pin of an external interrupt every cycle. */
    for (int i = 0; i < chip->level_interrupts; ++i) avr_extint_set_strict_lvl_trig(sim->avr, (uint8_t)i, 0);
    wire_attach(sim);
    pins_attach(sim);
    pulses_attach(sim);
    if (!sim->options.seeded) sim->options.seed = hash_of(sim->options.board);
    faults_begin(sim);
    return true;
}

void board_reset(struct sim *sim, char cause) {
    avr_reset(sim->avr);
    sim->avr->data[MCUSR] = (uint8_t)(cause == 'P' ? 1 << PORF : 1 << EXTRF);
    sim->held_until = 0;
}

void board_power(struct sim *sim, bool on) {
    if (on == !sim->powered_off) return;
    board_reset(sim, 'P');
    sim->powered_off = !on;
    if (on) fill_ram(sim);
    event(sim, on ? "POWER_ON" : "POWER_OFF");
}

/* The program is stuck, its interrupts are not: the next instruction of the main program becomes "jump to itself". */
void board_hang(struct sim *sim) {
    sim->hang_wanted = true;
}

static void try_hang(struct sim *sim) {
    avr_t *avr = sim->avr;
    if (!avr->sreg[S_I] || avr->interrupt_state) return;
    sim->hang_pc = avr->pc;
    memcpy(sim->hang_saved, avr->flash + avr->pc, 2);
    avr->flash[avr->pc] = 0xFF;
    avr->flash[avr->pc + 1] = 0xCF; /* rjmp .-2 */
    if (avr->state == cpu_Sleeping) avr->state = cpu_Running;
    sim->hang_wanted = false;
    sim->hung = true;
    event(sim, "HANG");
}

void board_run_on(struct sim *sim) {
    sim->hang_wanted = false;
    if (!sim->hung) return;
    memcpy(sim->avr->flash + sim->hang_pc, sim->hang_saved, 2);
    sim->hung = false;
    event(sim, "RUN");
}

static avr_cycle_count_t on_slice_end(avr_t *avr, avr_cycle_count_t when, void *parameter) {
    (void)avr;
    (void)when;
    (void)parameter;
    return 0; /* its being due is what ends a sleep at the slice's end */
}

void board_advance(struct sim *sim, uint64_t until) {
    avr_t *avr = sim->avr;
    if (sim->powered_off || sim->crashed || (sim->held_until && sim->held_until > avr->cycle)) {
        uint64_t stop = sim->held_until > avr->cycle && sim->held_until < until ? sim->held_until : until;
        avr->cycle = stop;
        if (stop == until) return;
    }
    if (sim->held_until) {
        sim->held_until = 0;
        event(sim, "BOOT");
    }
    if (until > avr->cycle) avr_cycle_timer_register(avr, until - avr->cycle, on_slice_end, sim);
    while (avr->cycle < until) {
        if (sim->hang_wanted) try_hang(sim);
        int state = avr_run(avr);
        if (state == cpu_Done || state == cpu_Crashed) {
            sim->crashed = true;
            event(sim, "CRASH pc=%04x", avr->pc);
            fputs("boardsim: the firmware stopped or crashed; reset starts it again\n", stderr);
            avr->cycle = until;
        }
    }
}
