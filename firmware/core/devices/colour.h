// The colour that light commands carry.
#pragma once

#include "../device.h"
#include "../request.h"

namespace liveops {

// A command may carry red, green and blue of 0 to 255 each, or must; without them it is white.
inline Code check_colour(Activity& activity, bool must) {
    if (activity.value_count == 0 && !must) {
        for (uint8_t i = 0; i < 3; ++i) activity.values[i] = 255;
        return Code::None;
    }
    if (activity.value_count != 3) return Code::Par;
    for (uint8_t i = 0; i < 3; ++i) {
        if (activity.values[i] > 255) return Code::Par;
    }
    return Code::None;
}

// On and off in turn, 2 Hz: clearly below the 3 Hz that can trigger seizures.
constexpr uint32_t kBlinkPhaseUs = 250000;

}  // namespace liveops
