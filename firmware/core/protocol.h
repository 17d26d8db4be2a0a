// Numbers of protocol v1 that host and board share. PROTOCOL.md gives their meaning.
#pragma once

#include <stdint.h>

namespace liveops {

constexpr uint8_t kProtocolVersion = 1;
constexpr uint8_t kMaxLine = 96;    // bytes before the LF, both directions
constexpr uint8_t kRxWindow = 64;   // bytes a host may have unacknowledged; bounds how long an E-STOP byte queues
constexpr uint8_t kMaxFields = 10;
constexpr uint8_t kMaxParams = 3;
constexpr uint8_t kMaxPins = 3;
constexpr uint8_t kNameLength = 7;  // a device name: one upper-case letter, then up to six of A-Z 0-9 _
constexpr uint8_t kActionLength = 12;
constexpr uint8_t kDedupDepth = 8;
constexpr uint32_t kMaxDurationMs = 3600000UL;
constexpr uint16_t kArmedMs = 1000;  // an armed command that nothing has started by then is over
constexpr uint16_t kDefaultHostMs = 2000;
constexpr uint16_t kMinHostMs = 500;
constexpr uint16_t kMaxHostMs = 60000;

constexpr uint8_t kByteEmergencyStop = 0x18;
constexpr uint8_t kByteStatus = 0x05;

#ifndef LIVEOPS_MAX_DEVICES
#define LIVEOPS_MAX_DEVICES 10
#endif
constexpr uint8_t kMaxDevices = LIVEOPS_MAX_DEVICES;
static_assert(kMaxDevices <= 23, "both copies of the table fit 1 KiB of EEPROM");

// A function whose locals must not lie in its caller's frame while the caller does something else: on the AVR the
// compiler would otherwise make one frame of everything that is called from one place.
#define LIVEOPS_OWN_FRAME __attribute__((noinline))

#define LIVEOPS_FIRMWARE_NAME "LIVEOPS"
#define LIVEOPS_FIRMWARE_VERSION "1.1.0"

}  // namespace liveops
