// One line to the host, written straight into the port's ring behind what is being sent, and handed over whole or not
// at all: a line buffer on the stack would be the largest thing there. One reply is built at a time.
#pragma once

#include <stdint.h>

#include "crc16.h"
#include "flash_text.h"
#include "hal.h"
#include "protocol.h"

namespace liveops {

class Reply {
public:
    explicit Reply(uint16_t crc = kCrcStart) : crc_(crc) { hal::tx_discard(); }

    Reply& text(const FlashText* text);
    Reply& text(const char* text);
    Reply& character(char c);
    Reply& number(uint32_t value);
    Reply& hex(uint32_t value, uint8_t digits);
    Reply& field(uint32_t value) { return character(':').number(value); }
    Reply& field(const FlashText* value) { return character(':').text(value); }
    Reply& field(const char* value) { return character(':').text(value); }
    Reply& sequence(uint16_t seq);  // ":" and the number, or ":-" for none

    void restart() { crc_ = kCrcStart; }  // what was written so far is a line of its own

    uint16_t crc() const { return crc_; }  // of all that was written, also when it did not fit

    // Appends the check, if wanted, and the LF; false when there was no room: then nothing is sent.
    bool send(bool with_crc);

private:
    uint16_t crc_;
    bool fits_ = true;
};

}  // namespace liveops
