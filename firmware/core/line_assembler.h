// Bytes in, checked lines out. The check is updated and the line split into its fields byte by byte, so that the end of a
// line costs nothing: that is where the time between a command and its pin begins.
#pragma once

#include <stdint.h>

#include "crc16.h"
#include "protocol.h"

namespace liveops {

enum class LineEvent : uint8_t {
    None,      // nothing yet; also a bare LF, which hosts send to flush the line
    Complete,  // text() holds a line without its check
    BadLine,   // too long, or bytes outside 0x20 to 0x7E
    BadCheck,  // carried a check that does not match
};

class LineAssembler {
public:
    void reset();
    LineEvent feed(uint8_t byte);

    // Valid after Complete until the next feed(). Fields are what stands between colons, NUL-terminated, without the
    // number and the check; the line's first ten are split.
    char* field(uint8_t index) { return text_ + fields_[index]; }
    uint8_t field_count() const { return field_count_; }
    bool too_many_fields() const { return too_many_; }
    const char* number() const { return number_ == kNone ? nullptr : text_ + number_; }  // what follows the first "#"
    bool checked() const { return checked_; }

private:
    void split(uint8_t byte);
    LineEvent end_of_line();
    bool check_matches() const;

    char text_[kMaxLine + 1];
    uint8_t length_ = 0;
    uint8_t star_ = kNone;  // where the check begins
    uint8_t number_ = kNone;
    uint8_t fields_[kMaxFields] = {};  // where each begins; the first is always 0
    uint8_t field_count_ = 1;
    bool too_many_ = false;
    uint16_t crc_ = kCrcStart;
    bool bad_ = false;
    bool checked_ = false;

    static constexpr uint8_t kNone = 0xFF;
};

}  // namespace liveops
