// Bytes in, checked lines out. The check is updated byte by byte, so that the end of a line costs nothing.
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

    // Valid after Complete until the next feed(): writable, NUL-terminated, the "*" and its digits removed.
    char* text() { return text_; }
    bool checked() const { return checked_; }

private:
    LineEvent end_of_line();
    bool check_matches() const;

    char text_[kMaxLine + 1];
    uint8_t length_ = 0;
    uint8_t star_ = kNoStar;  // where the check begins
    uint16_t crc_ = kCrcStart;
    bool bad_ = false;
    bool checked_ = false;

    static constexpr uint8_t kNoStar = 0xFF;
};

}  // namespace liveops
