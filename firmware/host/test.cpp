#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "../core/crc16.h"

namespace liveops {
namespace test {

bool check_golden(const char* path, bool write);

namespace {
int failed;
}

std::vector<Case>& cases() {
    static std::vector<Case> all;
    return all;
}

void fail(const char* file, int line, const std::string& what) {
    ++failed;
    if (failed <= 50) printf("%s:%d: %s\n", file, line, what.c_str());
}

int failures() {
    return failed;
}

std::string joined(const Lines& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : " | ") + line;
    return text;
}

std::string checked(const std::string& body) {
    uint16_t crc = kCrcStart;
    for (const char c : body) crc = crc16_update(crc, static_cast<uint8_t>(c));
    char digits[8];
    snprintf(digits, sizeof digits, "*%04X", crc);
    return body + digits;
}

Bench::Bench(uint64_t start_us) {
    fake::power_on(start_us);
    board.begin('P', 1);
    fake::between_fields([](void* context) { static_cast<Board*>(context)->end_due(); }, &board);
    fake::take_lines();
}

Bench::~Bench() {
    fake::between_fields(nullptr, nullptr);
}

void Bench::restart(char cause) {
    fake::forget_all_but_store();
    board.begin(cause, 2);
}

Lines Bench::send(const std::string& line) {
    board.poll();
    for (const char c : line) board.feed(static_cast<uint8_t>(c));
    board.feed('\n');
    board.poll();
    return fake::take_lines();
}

void Bench::run_us(uint32_t us, uint32_t step_us) {
    for (uint32_t passed = 0; passed < us; passed += step_us) {
        fake::move_us(step_us);
        board.poll();
    }
}

Lines Bench::run_ms(uint32_t ms) {
    run_us(ms * 1000, 250);
    return fake::take_lines();
}

}  // namespace test
}  // namespace liveops

using namespace liveops::test;

int main(int count, char** arguments) {
    if (count == 4 && strcmp(arguments[1], "--fuzz") == 0) {
        const uint32_t accepted = fuzz(strtoull(arguments[2], nullptr, 10), strtoull(arguments[3], nullptr, 10));
        printf("%s bytes from seed %s, %u commands accepted, %d failed assertions\n", arguments[2], arguments[3], accepted,
               failures());
        return failures() == 0 ? 0 : 1;
    }
    const bool write = count == 3 && strcmp(arguments[1], "--write") == 0;
    const char* golden = count > 1 ? arguments[count - 1] : "golden/frames.txt";
    if (write) return check_golden(golden, true) ? 0 : 1;
    for (const Case& test : cases()) {
        const int before = failures();
        test.run();
        if (failures() != before) printf("FAILED %s\n", test.name);
    }
    check_golden(golden, false);
    printf("%zu tests, %d failed assertions\n", cases().size(), failures());
    return failures() == 0 ? 0 : 1;
}
