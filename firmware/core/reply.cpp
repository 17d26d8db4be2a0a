#include "reply.h"

#include "crc16.h"

namespace liveops {

Reply& Reply::character(char c) {
    if (length_ < kMaxLine) bytes_[length_++] = c;
    return *this;
}

Reply& Reply::text(const FlashText* text) {
    for (uint8_t i = 0;; ++i) {
        const char c = flash_char(text, i);
        if (c == '\0') return *this;
        character(c);
    }
}

Reply& Reply::text(const char* text) {
    while (*text != '\0') character(*text++);
    return *this;
}

Reply& Reply::number(uint32_t value) {
    char digits[10];
    uint8_t count = 0;
    // 16-bit division is several times cheaper on the AVR, and most numbers are small.
    while (value > 0xFFFF) {
        digits[count++] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    uint16_t small = static_cast<uint16_t>(value);
    do {
        digits[count++] = static_cast<char>('0' + small % 10);
        small = static_cast<uint16_t>(small / 10);
    } while (small != 0);
    while (count != 0) character(digits[--count]);
    return *this;
}

Reply& Reply::hex(uint32_t value, uint8_t digits) {
    while (digits != 0) {
        const uint8_t nibble = static_cast<uint8_t>(value >> (--digits * 4)) & 0x0F;
        character(static_cast<char>(nibble < 10 ? '0' + nibble : 'A' + nibble - 10));
    }
    return *this;
}

Reply& Reply::sequence(uint16_t seq) {
    character(':');
    return seq == 0 ? character('-') : number(seq);
}

uint16_t Reply::crc() const {
    uint16_t crc = kCrcStart;
    for (uint8_t i = 0; i < length_; ++i) crc = crc16_update(crc, static_cast<uint8_t>(bytes_[i]));
    return crc;
}

void Reply::finish(bool with_crc) {
    if (with_crc) {
        const uint16_t check = crc();
        bytes_[length_++] = '*';
        for (uint8_t shift = 16; shift != 0;) {
            shift = static_cast<uint8_t>(shift - 4);
            const uint8_t nibble = static_cast<uint8_t>(check >> shift) & 0x0F;
            bytes_[length_++] = static_cast<char>(nibble < 10 ? '0' + nibble : 'A' + nibble - 10);
        }
    }
    bytes_[length_++] = '\n';
}

}  // namespace liveops
