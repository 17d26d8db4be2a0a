// The device table in a byte-wise store, in two copies: a save overwrites the older one, and its check is written
// last, so that a power cut in the middle leaves the other copy.
#pragma once

#include "device.h"

namespace liveops {

class Settings {
public:
    enum class Loaded : uint8_t { Stored, Nothing, Outdated, Damaged };

    // Fills the configurations and the board id from the newest good copy. Nothing: never saved. Outdated: saved by a
    // firmware with another layout or number of slots; only the board id is filled in. Damaged: neither copy is good.
    Loaded load(Device* devices, uint32_t& board_id);

    // Writes one byte per step, so that nothing ever waits for the store. The table must not change meanwhile.
    void begin_save(uint32_t board_id);
    bool saving() const { return saving_; }
    bool step(const Device* devices);  // true once, when the save has completed

private:
    uint8_t image_byte(const Device* devices, uint16_t offset) const;

    uint8_t newest_copy_ = 1;
    uint8_t generation_ = 0;
    uint32_t board_id_ = 0;
    uint16_t offset_ = 0;
    uint16_t crc_ = 0;
    bool saving_ = false;
};

}  // namespace liveops
