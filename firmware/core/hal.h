// What a port (avr/, host/) provides to the core. Plain functions bound at link time: a board has exactly one port.
#pragma once

#include <stdint.h>

#include "device.h"
#include "flash_text.h"

namespace liveops {
namespace hal {

// Microseconds since start, wrapping at 2^32. Called at least every 10 minutes, by a loop that runs every millisecond.
uint32_t micros();

// Outputs. "On" and "off" are logical: the port knows each pin's polarity, so that its emergency path does too.
bool pin_exists(uint8_t pin);
void output_configure(uint8_t pin, bool active_low);  // writes the off level first, then makes it an output
void output_release(uint8_t pin);                     // back to a floating input
void output_write(uint8_t pin, bool on);              // "on" is refused while the emergency stop is latched

// Emergency stop. The port may latch by itself from an interrupt; the core learns of it from emergency_take().
void emergency_latch();     // every configured output off, then latched
bool emergency_latched();
bool emergency_take();      // true once for each time a realtime byte latched; drops what was received before it
bool emergency_release();   // false when another stop has arrived meanwhile
bool status_take();         // true once after a realtime status byte

// Serial line out; the core asks for room first and drops whole lines, never parts.
uint16_t tx_free();
void tx_write(const char* bytes, uint8_t length);
uint16_t rx_lost();  // bytes lost on reception since boot

// Byte-wise store that survives power-off. Writes are never made while an output is on.
uint8_t store_read(uint16_t address);
bool store_ready();
void store_write(uint16_t address, uint8_t value);

uint32_t fresh_board_id();  // identity of a board that has none stored: random at power-on, kept across resets
const FlashText* board_name();
void default_devices(Device* devices);  // fills in the configurations; kMaxDevices entries, all unused

}  // namespace hal
}  // namespace liveops
