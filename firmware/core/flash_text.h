// Constants that stay in flash on the AVR, where they would otherwise be copied to the 2 KiB of RAM.
#pragma once

#ifdef __AVR__
#include <avr/pgmspace.h>

namespace liveops {
struct FlashText;
inline char flash_char(const FlashText* text, uint8_t index) {
    return static_cast<char>(pgm_read_byte(reinterpret_cast<const char*>(text) + index));
}
template <class T>
T flash_value(const T* at) {
    static_assert(sizeof(T) == 1 || sizeof(T) == 2 || sizeof(T) == 4, "one read");
    union {
        uint32_t bits;
        T value;
    } read;
    if (sizeof(T) == 1) read.bits = pgm_read_byte(at);
    if (sizeof(T) == 2) read.bits = pgm_read_word(at);
    if (sizeof(T) == 4) read.bits = pgm_read_dword(at);
    return read.value;
}
}  // namespace liveops
#define LIVEOPS_TEXT(literal) (reinterpret_cast<const ::liveops::FlashText*>(PSTR(literal)))
#define LIVEOPS_IN_FLASH PROGMEM

#else
#include <stdint.h>

namespace liveops {
struct FlashText;
inline char flash_char(const FlashText* text, uint8_t index) {
    return reinterpret_cast<const char*>(text)[index];
}
template <class T>
T flash_value(const T* at) {
    return *at;
}
}  // namespace liveops
#define LIVEOPS_IN_FLASH
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
