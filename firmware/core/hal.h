// What a port (avr/, host/) provides to the core. Plain functions bound at link time: a board has exactly one
// port.
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

// Timers behind pins. All channels of a timer share its rhythm, so a timer is for light and motors, or for servos, or
// for sound.
constexpr uint8_t kNoTimer = 0xFF;
constexpr uint8_t kOwnTimer = 0xFE;  // a channel that shares nothing
uint8_t pin_timer(uint8_t pin);      // whose channel the pin is; kNoTimer: it can only be on or off
bool timer_makes_servo(uint8_t timer);
uint8_t tone_timer();

// Part of full power, 0 to 255, by PWM; on a pin without a channel 128 and more is on. Refused while latched.
void output_level(uint8_t pin, uint8_t level);

// Servo pulses of so many us every 20 ms; the first one is whole. servo_end() is false while a pulse is under way: call
// it again, for a pulse cut short is another angle. The emergency stop cuts.
void servo_write(uint8_t pin, uint16_t pulse_us);
bool servo_end(uint8_t pin);

// A square wave of 31 to 10,000 Hz on any one pin.
void tone_begin(uint8_t pin, uint16_t hz);
void tone_end(uint8_t pin);

// Light strips. A WS2812 pixel goes out with interrupts off (30 us), those to come follow within some 40 us or the
// strip takes the next for its first. An APA102 byte waits for nothing.
void ws2812_pixel(uint8_t pin, uint8_t red, uint8_t green, uint8_t blue);
void apa102_byte(uint8_t data_pin, uint8_t clock_pin, uint8_t value);

void input_configure(uint8_t pin, bool pull_up);
bool input_high(uint8_t pin);

// Emergency stop. The port may latch by itself from an interrupt; the core learns of it from emergency_take().
void emergency_latch();     // every configured output off, PWM, servos and sound too, then latched
bool emergency_latched();
bool emergency_take();      // true once for each time a realtime byte latched; drops what was received before it
bool emergency_release();   // false when another stop has arrived meanwhile
bool status_take();         // true once after a realtime status byte

// Serial line out. A line is put byte by byte behind what is being sent, and sent when it is complete.
uint16_t tx_free();
bool tx_put(char byte);  // false: no room, the line cannot be sent
void tx_commit();
void tx_discard();       // forgets what was put and not committed
void between_fields();   // a line takes longer to write than an output may be late: the port calls Board::end_due()
uint16_t rx_lost();   // bytes lost on reception since boot
// The end of a line, or an emergency stop, has been received and waits. May feed the board with what comes before it.
bool line_waiting();

// Byte-wise store that survives power-off. Writes are never made while an output is on.
uint8_t store_read(uint16_t address);
bool store_ready();
void store_write(uint16_t address, uint8_t value);

uint32_t fresh_board_id();  // identity of a board that has none stored: random at power-on, kept across resets
const FlashText* board_name();
void default_devices(Device* devices);  // fills in the configurations; kMaxDevices entries, all unused

}  // namespace hal
}  // namespace liveops
