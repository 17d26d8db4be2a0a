// The smallest test runner that says which sentence is false.
#pragma once

#include <stdio.h>

#include <string>
#include <vector>

#include "fake_port.h"

namespace liveops {
namespace test {

struct Case {
    const char* name;
    void (*run)();
};
std::vector<Case>& cases();
void fail(const char* file, int line, const std::string& what);
int failures();

struct Registration {
    Registration(const char* name, void (*run)()) { cases().push_back({name, run}); }
};

using Lines = std::vector<std::string>;
std::string joined(const Lines& lines);
std::string checked(const std::string& body);  // appends "*" and the check

inline std::string text_of(const std::string& value) { return value; }
inline std::string text_of(const char* value) { return value; }
inline std::string text_of(const Lines& value) { return joined(value); }
inline std::string text_of(bool value) { return value ? "true" : "false"; }
inline std::string text_of(char value) { return std::string(1, value); }
template <class T>
std::string text_of(T value) {
    return std::to_string(value);
}

uint32_t fuzz(uint64_t bytes, uint64_t seed);

// A board that has just started, with a host in front of it.
class Bench {
public:
    explicit Bench(uint64_t start_us = 0);
    ~Bench();
    void restart(char cause = 'X');
    Lines send(const std::string& line);  // adds the LF; what the board answered at once
    Lines send_checked(const std::string& body) { return send(checked(body)); }
    Lines run_ms(uint32_t ms);            // time passes in steps of 250 us
    void run_us(uint32_t us, uint32_t step_us);
    Lines take() { return fake::take_lines(); }
    void open_session(uint16_t session = 77) { send("HELLO:1:" + std::to_string(session)); }
    void open_strict(uint16_t session = 77) { send_checked("HELLO:1:" + std::to_string(session)); }

    Board board;
};

}  // namespace test
}  // namespace liveops

#define TEST(name)                                                               \
    static void name();                                                          \
    static const ::liveops::test::Registration registration_of_##name(#name, name); \
    static void name()

#define SHOULD_BE(actual, expected)                                                                       \
    do {                                                                                                  \
        const std::string is = ::liveops::test::text_of(actual);                                          \
        const std::string should = ::liveops::test::text_of(expected);                                    \
        if (is != should) ::liveops::test::fail(__FILE__, __LINE__, #actual " is [" + is + "], not [" + should + "]"); \
    } while (false)

#define SHOULD(condition)                                                                \
    do {                                                                                 \
        if (!(condition)) ::liveops::test::fail(__FILE__, __LINE__, "not so: " #condition); \
    } while (false)
