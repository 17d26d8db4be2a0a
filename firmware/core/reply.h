// One line to the host, built on the stack and sent whole.
#pragma once

#include <stdint.h>

#include "flash_text.h"
#include "protocol.h"

namespace liveops {

class Reply {
public:
    Reply& text(const FlashText* text);
    Reply& text(const char* text);
    Reply& character(char c);
    Reply& number(uint32_t value);
    Reply& hex(uint32_t value, uint8_t digits);
    Reply& field(uint32_t value) { return character(':').number(value); }
    Reply& field(const FlashText* value) { return character(':').text(value); }
    Reply& field(const char* value) { return character(':').text(value); }
    Reply& sequence(uint16_t seq);  // ":" and the number, or ":-" for none

    uint16_t crc() const;
    void finish(bool with_crc);  // appends the check and the LF

    const char* bytes() const { return bytes_; }
    uint8_t length() const { return length_; }

private:
    char bytes_[kMaxLine + 6];  // "*", four digits and LF on top of the longest line
    uint8_t length_ = 0;
};

}  // namespace liveops
