// What the board remembers of its host: which session, how the lines are checked, when it was last heard, and the
// last accepted sequence numbers.
#pragma once

#include <stdint.h>

#include "protocol.h"

namespace liveops {

class Session {
public:
    bool open() const { return id_ != 0; }
    bool strict() const { return strict_; }
    uint16_t id() const { return id_; }
    uint16_t host_ms() const { return host_ms_; }

    // True when the session is another one than before: the earlier host is gone.
    bool begin(uint16_t id, bool strict, uint16_t host_ms) {
        const bool changed = id != id_;
        id_ = id;
        strict_ = strict;
        host_ms_ = host_ms;
        if (changed) forget_accepted();
        return changed;
    }

    void heard(uint32_t now_ms) { heard_ms_ = now_ms; }
    uint32_t silent_ms(uint32_t now_ms) const { return now_ms - heard_ms_; }
    bool host_lost(uint32_t now_ms) const { return open() && host_ms_ != 0 && silent_ms(now_ms) > host_ms_; }

    bool accepted_before(uint16_t seq) const {
        if (seq == 0) return false;
        for (uint8_t i = 0; i < kDedupDepth; ++i) {
            if (accepted_[i] == seq) return true;
        }
        return false;
    }

    void accept(uint16_t seq) {
        if (seq == 0) return;
        accepted_[next_] = seq;
        next_ = static_cast<uint8_t>((next_ + 1) % kDedupDepth);
    }

private:
    void forget_accepted() {
        for (uint8_t i = 0; i < kDedupDepth; ++i) accepted_[i] = 0;
    }

    uint16_t id_ = 0;
    uint16_t host_ms_ = kDefaultHostMs;
    bool strict_ = false;
    uint32_t heard_ms_ = 0;
    uint16_t accepted_[kDedupDepth] = {};
    uint8_t next_ = 0;
};

}  // namespace liveops
