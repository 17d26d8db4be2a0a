#include "reply.h"

namespace liveops {

Reply& Reply::character(char c) {
    crc_ = crc16_update(crc_, static_cast<uint8_t>(c));
    fits_ = hal::tx_put(c) && fits_;
    return *this;
}

Reply& Reply::text(const FlashText* text) {
    hal::between_fields();
    for (uint8_t i = 0;; ++i) {
        const char c = flash_char(text, i);
        if (c == '\0') return *this;
        character(c);
    }
}

Reply& Reply::text(const char* text) {
    hal::between_fields();
    while (*text != '\0') character(*text++);
    return *this;
}

Reply& Reply::number(uint32_t value) {
    hal::between_fields();
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
    hal::between_fields();
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

bool Reply::send(bool with_crc) {
    if (with_crc) {
        const uint16_t check = crc_;
        character('*').hex(check, 4);
    }
    character('\n');
    if (fits_) hal::tx_commit();
    return fits_;
}

}  // namespace liveops
