// UNTESTED: see LiveOps.ino. hal.h by the Arduino-ESP32 API (core 3.x), for the classic ESP32.
//
// What differs from the AVR port: the stop byte is taken by the serial driver's task, some 100 us to 1 ms after its last
// bit, not by an interrupt within 10 us; a stuck loop resets the chip after 1 s, where pins float; WS2812 data goes
// through the RMT driver, pixel after pixel into one frame.
#include "port.h"

#include <string.h>

#include <Arduino.h>
#include <EEPROM.h>
#include <esp_mac.h>
#include <esp_system.h>
#include <esp_task_wdt.h>

#include <atomic>

#include "src/core/hal.h"
#include "src/core/devices/device_type.h"

namespace liveops {

namespace {

constexpr uint8_t kPinCount = 40;
constexpr uint16_t kStoreSize = 1024;
constexpr uint32_t kServoHz = 50;
constexpr uint8_t kServoBits = 14;
constexpr uint32_t kLevelHz = 976;
constexpr uint32_t kWatchdogMs = 1000;
constexpr uint16_t kRingSize = 512;
constexpr uint16_t kDraftSize = 256;

enum class Drive : uint8_t { None, Pin, Pwm, Servo, Tone };

struct Pin {
    bool used;
    bool active_low;
    Drive drive;
    uint32_t ending_since_us;  // of a servo's pulses; 0: they go on
};
Pin pins[kPinCount];
portMUX_TYPE guard = portMUX_INITIALIZER_UNLOCKED;

std::atomic<bool> latched{false}, emergency{false}, status{false};
uint8_t ring[kRingSize];
volatile uint16_t ring_head, ring_tail, keep_from;
std::atomic<uint16_t> line_ends{0}, lost{0};
char draft[kDraftSize];
uint16_t draft_length;
Board* watched;
RTC_NOINIT_ATTR uint32_t boots_magic;
RTC_NOINIT_ATTR uint16_t boots;

// GPIO 6 to 11 are the flash, 1 and 3 the serial line, 34 to 39 can only read.
bool reserved(uint8_t pin) {
    return pin == 1 || pin == 3 || (pin >= 6 && pin <= 11) || pin == 20 || pin == 24 || (pin >= 28 && pin <= 31);
}

void level(uint8_t pin, bool on) {
    digitalWrite(pin, on != pins[pin].active_low ? HIGH : LOW);
}

void let_go(uint8_t pin) {
    Pin& state = pins[pin];
    if (state.drive != Drive::Pwm && state.drive != Drive::Servo && state.drive != Drive::Tone) return;
    ledcDetach(pin);
    pinMode(pin, OUTPUT);
    state.drive = Drive::Pin;
}

void all_off() {
    latched = true;
    // Levels first: those are what most loads hang on, and a channel takes longer to let go.
    for (uint8_t pin = 0; pin < kPinCount; ++pin) {
        if (pins[pin].used && pins[pin].drive == Drive::Pin) level(pin, false);
    }
    for (uint8_t pin = 0; pin < kPinCount; ++pin) {
        if (!pins[pin].used || pins[pin].drive == Drive::Pin) continue;
        let_go(pin);
        level(pin, false);
    }
}

void take(uint8_t byte) {
    if (byte == kByteEmergencyStop) {
        all_off();
        keep_from = ring_head;
        line_ends = 0;
        emergency = true;
        return;
    }
    if (byte == kByteStatus) {
        status = true;
        return;
    }
    const uint16_t next = static_cast<uint16_t>((ring_head + 1) % kRingSize);
    if (next == ring_tail) {
        ++lost;
        return;
    }
    ring[ring_head] = byte;
    ring_head = next;
    if (byte == '\n') ++line_ends;
}

void on_receive() {
    while (Serial.available() > 0) take(static_cast<uint8_t>(Serial.read()));
}

bool next_byte(uint8_t& byte, bool within_line) {
    if (emergency || ring_tail == ring_head) return false;
    byte = ring[ring_tail];
    if (within_line && byte == '\n') return false;
    ring_tail = static_cast<uint16_t>((ring_tail + 1) % kRingSize);
    if (byte == '\n') --line_ends;
    return true;
}

bool attach(uint8_t pin, Drive drive, uint32_t hz, uint8_t bits) {
    if (pins[pin].drive == drive) return true;
    let_go(pin);
    if (!ledcAttach(pin, hz, bits)) return false;
    pins[pin].drive = drive;
    return true;
}

}  // namespace

void port_begin() {
    if (esp_reset_reason() == ESP_RST_POWERON || boots_magic != 0x4C4F5053) {
        boots_magic = 0x4C4F5053;
        boots = 0;
    }
    ++boots;
    EEPROM.begin(kStoreSize);
    Serial.setRxBufferSize(kRingSize);
    Serial.setTxBufferSize(1024);
    Serial.begin(115200);
    Serial.setRxFIFOFull(1);  // each byte at once: one of them may be the stop
    Serial.onReceive(on_receive);
    const esp_task_wdt_config_t watchdog = {.timeout_ms = kWatchdogMs, .idle_core_mask = 0, .trigger_panic = true};
    if (esp_task_wdt_reconfigure(&watchdog) != ESP_OK) esp_task_wdt_init(&watchdog);
    esp_task_wdt_add(nullptr);
}

void port_watch(Board& board) {
    watched = &board;
}

void port_feed(Board& board) {
    uint8_t byte = 0;
    while (next_byte(byte, false)) {
        board.feed(byte);
        if (byte == '\n') return;
    }
}

void port_alive() {
    esp_task_wdt_reset();
}

uint16_t port_boots() {
    return boots;
}

char port_reset_cause() {
    switch (esp_reset_reason()) {
        case ESP_RST_POWERON: return 'P';
        case ESP_RST_BROWNOUT: return 'B';
        case ESP_RST_TASK_WDT: return 'H';
        case ESP_RST_INT_WDT:
        case ESP_RST_WDT:
        case ESP_RST_PANIC: return 'W';
        default: return 'X';
    }
}

namespace hal {

uint32_t micros() {
    return ::micros();
}

bool pin_exists(uint8_t pin) {
    return pin < kPinCount && !reserved(pin);
}

void output_configure(uint8_t pin, bool active_low) {
    pins[pin] = {true, active_low, Drive::Pin, 0};
    level(pin, false);
    pinMode(pin, OUTPUT);
    level(pin, false);
}

void output_release(uint8_t pin) {
    let_go(pin);
    pinMode(pin, INPUT);
    pins[pin] = {};
}

// The check is repeated after the write: the stop comes from another task.
void output_write(uint8_t pin, bool on) {
    let_go(pin);
    level(pin, on && !latched);
    if (latched) level(pin, false);
}

uint8_t pin_timer(uint8_t pin) {
    return pin < 34 ? kOwnTimer : kNoTimer;  // any output may have a channel, and nothing is shared
}

bool timer_makes_servo(uint8_t timer) {
    return timer == kOwnTimer;
}

uint8_t tone_timer() {
    return kOwnTimer;
}

void output_level(uint8_t pin, uint8_t value) {
    if (value == 0 || value == 255) return output_write(pin, value == 255);
    if (latched || !attach(pin, Drive::Pwm, kLevelHz, 8)) return output_write(pin, value >= 128);
    ledcWrite(pin, pins[pin].active_low ? 255 - value : value);
    if (latched) output_write(pin, false);
}

void servo_write(uint8_t pin, uint16_t pulse_us) {
    if (latched || !attach(pin, Drive::Servo, kServoHz, kServoBits)) return;
    pins[pin].ending_since_us = 0;
    ledcWrite(pin, (static_cast<uint32_t>(pulse_us) << kServoBits) / (1000000 / kServoHz));
    if (latched) output_write(pin, false);
}

bool servo_end(uint8_t pin) {
    if (pins[pin].drive != Drive::Servo) return true;
    if (pins[pin].ending_since_us == 0) {
        ledcWrite(pin, 0);  // the channel takes it up with its next period: the pulse under way is whole
        pins[pin].ending_since_us = ::micros() | 1;
    }
    if (::micros() - pins[pin].ending_since_us < 2 * 1000000 / kServoHz) return false;
    output_write(pin, false);
    return true;
}

void tone_begin(uint8_t pin, uint16_t hz) {
    if (latched || !attach(pin, Drive::Tone, hz, 10)) return;
    ledcWriteTone(pin, hz);
    if (latched) output_write(pin, false);
}

void tone_end(uint8_t pin) {
    output_write(pin, false);
}

void ws2812_pixel(uint8_t pin, uint8_t red, uint8_t green, uint8_t blue) {
    static uint8_t prepared = kNoPin;
    if (prepared != pin) {
        if (!rmtInit(pin, RMT_TX_MODE, RMT_MEM_NUM_BLOCKS_1, 10000000)) return;
        prepared = pin;
    }
    rmt_data_t symbols[24];
    const uint32_t bits = static_cast<uint32_t>(green) << 16 | static_cast<uint32_t>(red) << 8 | blue;
    for (uint8_t i = 0; i < 24; ++i) {
        const bool one = (bits >> (23 - i) & 1) != 0;
        symbols[i].level0 = 1;
        symbols[i].duration0 = one ? 8 : 4;  // tenths of a microsecond
        symbols[i].level1 = 0;
        symbols[i].duration1 = one ? 4 : 8;
    }
    rmtWrite(pin, symbols, 24, RMT_WAIT_FOR_EVER);
}

void apa102_byte(uint8_t data_pin, uint8_t clock_pin, uint8_t value) {
    for (uint8_t left = 8; left != 0; --left, value = static_cast<uint8_t>(value << 1)) {
        digitalWrite(data_pin, (value & 0x80) != 0 ? HIGH : LOW);
        digitalWrite(clock_pin, HIGH);
        digitalWrite(clock_pin, LOW);
    }
    digitalWrite(data_pin, LOW);
}

void input_configure(uint8_t pin, bool pull_up) {
    pinMode(pin, pull_up ? INPUT_PULLUP : INPUT);
}

bool input_high(uint8_t pin) {
    return digitalRead(pin) == HIGH;
}

void emergency_latch() {
    all_off();
}

bool emergency_latched() {
    return latched;
}

bool emergency_take() {
    if (!emergency) return false;
    portENTER_CRITICAL(&guard);
    emergency = false;
    ring_tail = keep_from;
    portEXIT_CRITICAL(&guard);
    return true;
}

bool emergency_release() {
    if (emergency) return false;
    latched = false;
    if (!emergency) return true;
    latched = true;
    return false;
}

bool status_take() {
    return status.exchange(false);
}

uint16_t tx_free() {
    const int room = Serial.availableForWrite();
    return static_cast<uint16_t>(room < kDraftSize ? room : kDraftSize);
}

bool tx_put(char byte) {
    if (draft_length >= tx_free()) return false;
    draft[draft_length++] = byte;
    return true;
}

void tx_commit() {
    Serial.write(draft, draft_length);
    draft_length = 0;
}

void tx_discard() {
    draft_length = 0;
}

void between_fields() {
    if (watched != nullptr) watched->end_due();
}

uint16_t rx_lost() {
    return lost;
}

bool line_waiting() {
    uint8_t byte;
    while (watched != nullptr && !watched->in_request() && next_byte(byte, true)) watched->feed(byte);
    return line_ends != 0 || emergency;
}

uint8_t store_read(uint16_t address) {
    return EEPROM.read(address);
}

bool store_ready() {
    return true;
}

// A commit writes a flash page and stops the chip for some 30 ms; nothing is on then, which the core sees to.
void store_write(uint16_t address, uint8_t value) {
    EEPROM.write(address, value);
    EEPROM.commit();
}

uint32_t fresh_board_id() {
    uint8_t address[6];
    esp_efuse_mac_get_default(address);
    return static_cast<uint32_t>(address[2]) << 24 | static_cast<uint32_t>(address[3]) << 16 |
           static_cast<uint32_t>(address[4]) << 8 | address[5];
}

const FlashText* board_name() {
    return LIVEOPS_TEXT("ESP32");
}

// As on an Uno, on pins that this chip has to give.
void default_devices(Device* devices) {
    struct Row {
        const char* name;
        const char* type;
        uint8_t pin;
        uint32_t max_ms;
        uint8_t duty_pct;
    };
    const Row rows[] = {{"SOL1", "SOL", 4, 10000, 50},
                        {"RELAY1", "RELAY", 16, 60000, 100},
                        {"LED1", "LED", 2, 60000, 100},
                        {"MOT1", "SERVO", 18, 60000, 100},
                        {"BUZ1", "BUZ", 17, 60000, 100}};
    for (const Row& row : rows) {
        DeviceConfig& config = devices++->config;
        strncpy(config.name, row.name, kNameLength);
        config.type = find_device_type(row.type);
        config.pins[0] = row.pin;
        config.pins[1] = config.pins[2] = kNoPin;
        config.max_ms = row.max_ms;
        config.duty_pct = row.duty_pct;
        config.window_s = 60;
    }
}

}  // namespace hal
}  // namespace liveops
