// Constant text that stays in flash on the AVR, where a plain literal would be copied to the 2 KiB of RAM.
#pragma once

#ifdef __AVR__
#include <avr/pgmspace.h>

namespace liveops {
struct FlashText;
inline char flash_char(const FlashText* text, uint8_t index) {
    return static_cast<char>(pgm_read_byte(reinterpret_cast<const char*>(text) + index));
}
}  // namespace liveops
#define LIVEOPS_TEXT(literal) (reinterpret_cast<const ::liveops::FlashText*>(PSTR(literal)))

#else
#include <stdint.h>

namespace liveops {
struct FlashText;
inline char flash_char(const FlashText* text, uint8_t index) {
    return reinterpret_cast<const char*>(text)[index];
}
}  // namespace liveops
#define LIVEOPS_TEXT(literal) (reinterpret_cast<const ::liveops::FlashText*>(literal))
#endif

namespace liveops {
inline bool same_text(const char* text, const FlashText* flash) {
    for (uint8_t i = 0;; ++i) {
        const char wanted = flash_char(flash, i);
        if (text[i] != wanted) return false;
        if (wanted == '\0') return true;
    }
}
}  // namespace liveops
