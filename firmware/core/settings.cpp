#include "settings.h"

#include "crc16.h"
#include "devices/device_type.h"
#include "hal.h"

namespace liveops {

namespace {

// Copy: "LO", layout version, generation, board id (4), number of records, records, CRC (2).
constexpr uint8_t kLayoutVersion = 2;
constexpr uint8_t kFirstLayoutRecordBytes = 20;
constexpr uint16_t kHeaderBytes = 9;
constexpr uint16_t kTableBytes = static_cast<uint16_t>(sizeof(DeviceConfig) * kMaxDevices);
constexpr uint16_t kBodyBytes = kHeaderBytes + kTableBytes;
constexpr uint16_t kCopyStride = 512;
static_assert(kBodyBytes + 2 <= kCopyStride, "both copies fit 1 KiB of EEPROM");

enum class CopyState : uint8_t { Blank, Bad, Old, Good };

CopyState check_copy(uint16_t base) {
    if (hal::store_read(base) != 'L' || hal::store_read(base + 1) != 'O') return CopyState::Blank;
    const uint8_t version = hal::store_read(base + 2);
    const uint8_t records = hal::store_read(base + 8);
    if (version != kLayoutVersion && version != 1) return CopyState::Bad;
    const uint8_t record_bytes = version == 1 ? kFirstLayoutRecordBytes : static_cast<uint8_t>(sizeof(DeviceConfig));
    const uint16_t body = static_cast<uint16_t>(kHeaderBytes + record_bytes * records);
    if (body + 2 > kCopyStride) return CopyState::Bad;
    uint16_t crc = kCrcStart;
    for (uint16_t i = 0; i < body; ++i) crc = crc16_update(crc, hal::store_read(static_cast<uint16_t>(base + i)));
    const uint16_t end = static_cast<uint16_t>(base + body);
    const uint16_t stored = static_cast<uint16_t>(hal::store_read(end) | (hal::store_read(static_cast<uint16_t>(end + 1)) << 8));
    if (crc != stored) return CopyState::Bad;
    return version == kLayoutVersion && records == kMaxDevices ? CopyState::Good : CopyState::Old;
}

uint32_t read_board_id(uint16_t base) {
    uint32_t id = 0;
    for (uint8_t i = 4; i != 0; --i) id = (id << 8) | hal::store_read(static_cast<uint16_t>(base + 3 + i));
    return id;
}

}  // namespace

Settings::Loaded Settings::load(Device* devices, uint32_t& board_id) {
    const CopyState first = check_copy(0);
    const CopyState second = check_copy(kCopyStride);
    if (first != CopyState::Good && second != CopyState::Good) {
        if (first == CopyState::Old || second == CopyState::Old) {
            board_id = read_board_id(first == CopyState::Old ? 0 : kCopyStride);
            return Loaded::Outdated;
        }
        return first == CopyState::Bad || second == CopyState::Bad ? Loaded::Damaged : Loaded::Nothing;
    }
    newest_copy_ = first == CopyState::Good ? 0 : 1;
    if (first == CopyState::Good && second == CopyState::Good) {
        const uint8_t lead = static_cast<uint8_t>(hal::store_read(kCopyStride + 3) - hal::store_read(3));
        newest_copy_ = lead < 0x80 ? 1 : 0;
    }
    const uint16_t base = newest_copy_ == 0 ? 0 : kCopyStride;
    generation_ = hal::store_read(base + 3);
    board_id = read_board_id(base);
    uint16_t address = base + kHeaderBytes;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        DeviceConfig& config = devices[i].config;
        uint8_t* bytes = reinterpret_cast<uint8_t*>(&config);
        for (uint8_t k = 0; k < sizeof(DeviceConfig); ++k) bytes[k] = hal::store_read(address++);
        // A type that this firmware was built without: the slot is kept out of use instead of guessing.
        if (!device_type_known(config.type)) config.type = kNoType;
    }
    return Loaded::Stored;
}

void Settings::begin_save(uint32_t board_id) {
    newest_copy_ = newest_copy_ == 0 ? 1 : 0;
    ++generation_;
    board_id_ = board_id;
    offset_ = 0;
    crc_ = kCrcStart;
    saving_ = true;
}

uint8_t Settings::image_byte(const Device* devices, uint16_t offset) const {
    if (offset >= kHeaderBytes) {
        const uint16_t at = static_cast<uint16_t>(offset - kHeaderBytes);
        const DeviceConfig& config = devices[at / sizeof(DeviceConfig)].config;
        return reinterpret_cast<const uint8_t*>(&config)[at % sizeof(DeviceConfig)];
    }
    switch (offset) {
        case 0: return 'L';
        case 1: return 'O';
        case 2: return kLayoutVersion;
        case 3: return generation_;
        case 8: return kMaxDevices;
        default: return static_cast<uint8_t>(board_id_ >> (8 * (offset - 4)));
    }
}

bool Settings::step(const Device* devices) {
    if (!saving_ || !hal::store_ready()) return false;
    uint8_t value;
    if (offset_ < kBodyBytes) {
        value = image_byte(devices, offset_);
        crc_ = crc16_update(crc_, value);
    } else {
        value = static_cast<uint8_t>(offset_ == kBodyBytes ? crc_ : crc_ >> 8);
    }
    const uint16_t address = static_cast<uint16_t>((newest_copy_ == 0 ? 0 : kCopyStride) + offset_);
    if (hal::store_read(address) != value) hal::store_write(address, value);
    saving_ = ++offset_ != kBodyBytes + 2;
    return !saving_;
}

}  // namespace liveops
