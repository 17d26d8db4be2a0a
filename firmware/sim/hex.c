/* boardsim, GPL-3.0-or-later: see boardsim.h.
 *
 * Intel HEX into the flash. libsimavr 1.6 has a reader, which gives up at the start address record that every linked
 * boot loader ends with. */
#include <stdlib.h>
#include <string.h>

#include "boardsim.h"

enum { DATA, END, SEGMENT, START_SEGMENT, LINEAR, START_LINEAR };

static int byte_at(const char *digits) {
    char pair[3] = {digits[0], digits[0] ? digits[1] : '\0', '\0'}, *end;
    long value = strtol(pair, &end, 16);
    return pair[1] && !*end ? (int)value : -1;
}

/* ":LLAAAATT...CC": the bytes behind the colon, their sum with the check being 0; the count of them, or -1. */
static int record_of(const char *line, uint8_t *record, int room) {
    int count = 0, sum = 0;
    if (line[0] != ':') return -1;
    for (const char *at = line + 1; *at && *at != '\r' && *at != '\n'; at += 2) {
        int value = byte_at(at);
        if (value < 0 || count == room) return -1;
        record[count++] = (uint8_t)value;
        sum += value;
    }
    return count >= 5 && count == record[0] + 5 && (sum & 0xFF) == 0 ? count : -1;
}

long hex_load(const char *path, uint8_t *flash, uint32_t size) {
    FILE *file = fopen(path, "re");
    if (!file) return -1;
    char line[600];
    uint8_t record[300];
    uint32_t base = 0;
    long lowest = -1;
    bool good = true, ended = false;
    while (good && !ended && fgets(line, sizeof line, file)) {
        good = record_of(line, record, (int)sizeof record) >= 0;
        if (!good) break;
        uint32_t address = base + ((uint32_t)record[1] << 8 | record[2]), word = (uint32_t)record[4] << 8 | record[5];
        switch (record[3]) {
            case DATA:
                good = address + record[0] <= size;
                if (!good) break;
                memcpy(flash + address, record + 4, record[0]);
                if (lowest < 0 || address < (uint32_t)lowest) lowest = (long)address;
                break;
            case END: ended = true; break;
            case SEGMENT: base = word << 4; break;
            case LINEAR: base = word << 16; break;
            case START_SEGMENT: /* where a debugger would start; the chip's fuses say where it does */
            case START_LINEAR: break;
            default: good = false;
        }
    }
    fclose(file);
    return good && ended ? lowest : -1;
}
