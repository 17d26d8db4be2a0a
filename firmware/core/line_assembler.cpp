#include "line_assembler.h"

namespace liveops {

namespace {

// 0 to 15, or 16 for a character that is no hexadecimal digit.
uint8_t hex_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<uint8_t>(c - 'A' + 10);
    if (c >= 'a' && c <= 'f') return static_cast<uint8_t>(c - 'a' + 10);
    return 16;
}

}  // namespace

void LineAssembler::reset() {
    length_ = 0;
    star_ = kNone;
    crc_ = kCrcStart;
    bad_ = false;
}

LineEvent LineAssembler::feed(uint8_t byte) {
    if (byte == '\n') return end_of_line();
    if (byte == '\r') return LineEvent::None;
    if (byte < 0x20 || byte > 0x7E || length_ == kMaxLine) {
        bad_ = true;
        return LineEvent::None;
    }
    if (byte == '*' && star_ == kNone) star_ = length_;
    if (star_ == kNone) crc_ = crc16_update(crc_, byte);
    split(byte);
    ++length_;
    return LineEvent::None;
}

void LineAssembler::split(uint8_t byte) {
    if (length_ == 0) {
        number_ = kNone;
        field_count_ = 1;
        too_many_ = false;
    }
    text_[length_] = static_cast<char>(byte);
    if (number_ != kNone || star_ != kNone) return;
    if (byte == '#') {
        text_[length_] = '\0';
        number_ = static_cast<uint8_t>(length_ + 1);
    } else if (byte == ':') {
        if (field_count_ == kMaxFields) {
            too_many_ = true;
            return;
        }
        text_[length_] = '\0';
        fields_[field_count_++] = static_cast<uint8_t>(length_ + 1);
    }
}

LineEvent LineAssembler::end_of_line() {
    LineEvent event = LineEvent::Complete;
    if (bad_) {
        event = LineEvent::BadLine;
    } else if (length_ == 0) {
        event = LineEvent::None;
    } else if (star_ != kNone && !check_matches()) {
        event = LineEvent::BadCheck;
    }
    checked_ = star_ != kNone;
    text_[checked_ ? star_ : length_] = '\0';
    reset();
    return event;
}

bool LineAssembler::check_matches() const {
    if (length_ != star_ + 5) return false;
    uint16_t value = 0;
    for (uint8_t i = 1; i <= 4; ++i) {
        const uint8_t digit = hex_value(text_[star_ + i]);
        if (digit > 15) return false;
        value = static_cast<uint16_t>((value << 4) | digit);
    }
    return value == crc_;
}

}  // namespace liveops
