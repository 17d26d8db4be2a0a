// CRC-16/MCRF4XX: reflected 0x1021, start 0xFFFF, no final xor; "123456789" gives 6F91. Without a table: 8 shifts and
// xors of bytes, short enough to run for each byte as it arrives.
#pragma once

#include <stdint.h>

namespace liveops {

constexpr uint16_t kCrcStart = 0xFFFF;

inline uint16_t crc16_update(uint16_t crc, uint8_t byte) {
    byte = static_cast<uint8_t>(byte ^ static_cast<uint8_t>(crc));
    byte = static_cast<uint8_t>(byte ^ static_cast<uint8_t>(byte << 4));
    const uint16_t wide = byte;
    return static_cast<uint16_t>(((wide << 8) | static_cast<uint8_t>(crc >> 8)) ^ static_cast<uint8_t>(byte >> 4) ^
                                 (wide << 3));
}

}  // namespace liveops
