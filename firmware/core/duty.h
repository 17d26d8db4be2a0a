// Token bucket that bounds how much of the time an output may be on. A solenoid coil that is fine for three seconds
// burns when it is fired again and again, so each on-time is paid for in advance and the unused part comes back.
#pragma once

#include <stdint.h>

namespace liveops {

constexpr uint32_t kMsPerSecond = 1000;
constexpr uint32_t kPercent = 100;

class DutyBucket {
public:
    // Half full: a host that resets the board (opening the port does) gains nothing over one that does not.
    void start(uint16_t window_s, uint8_t percent, uint32_t now_ms) {
        level_ = capacity(window_s, percent) / 2;
        filled_at_ms_ = now_ms;
    }

    void refill(uint16_t window_s, uint8_t percent, uint32_t now_ms) {
        const uint32_t elapsed = now_ms - filled_at_ms_;
        const uint32_t full = capacity(window_s, percent);
        filled_at_ms_ = now_ms;
        if (elapsed >= window_s * kMsPerSecond) {
            level_ = full;
            return;
        }
        level_ += elapsed * percent;
        if (level_ > full) level_ = full;
    }

    // Milliseconds until on_ms could be paid, given back_ms that would be refunded first; 0 means now.
    uint32_t wait_ms(uint32_t on_ms, uint32_t back_ms, uint8_t percent) const {
        const uint32_t cost = on_ms * kPercent;
        const uint32_t have = level_ + back_ms * kPercent;
        return have >= cost ? 0 : (cost - have + percent - 1) / percent;
    }

    void pay(uint32_t on_ms) { level_ -= on_ms * kPercent; }

    void refund(uint32_t unused_ms, uint16_t window_s, uint8_t percent) {
        level_ += unused_ms * kPercent;
        const uint32_t full = capacity(window_s, percent);
        if (level_ > full) level_ = full;
    }

private:
    // Unit: one percent of a millisecond of on-time, so that refilling needs no division. At most 3.6e8.
    static uint32_t capacity(uint16_t window_s, uint8_t percent) { return window_s * kMsPerSecond * percent; }

    uint32_t level_ = 0;
    uint32_t filled_at_ms_ = 0;
};

}  // namespace liveops
