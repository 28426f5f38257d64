// What Zydis says about one amd64 instruction, flattened for comparison with MachineCode.
// Test support only: no library target depends on it.
#ifndef PANICSCOPE_ZYDIS_ORACLE_H
#define PANICSCOPE_ZYDIS_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  ZYDIS_ORACLE_NEXT,
  ZYDIS_ORACLE_CALL,
  ZYDIS_ORACLE_JUMP,
  ZYDIS_ORACLE_BRANCH,
  ZYDIS_ORACLE_RETURN,
  ZYDIS_ORACLE_TRAP,
};

typedef struct {
  uint8_t length;  // 0: no instruction
  uint8_t flow;
  bool has_target;        // the branch is direct
  uint64_t target;
  uint32_t writes;           // general registers written, bit n = hardware number n
  uint32_t explicit_writes;  // the same without hidden operands
  bool has_memory;           // an explicit memory operand
  bool writes_memory;        // any memory operand is written
  bool reads_memory;         // the explicit memory operand is read
  uint8_t base;              // hardware number, 254 RIP, 255 none
  uint8_t index;             // hardware number, 254 vector register, 255 none
  bool has_segment;          // FS or GS
  int64_t displacement;      // scaled
  uint16_t memory_bits;      // size of the explicit memory operand
  bool has_immediate;
  int64_t immediate;
  char mnemonic[32];
} zydis_oracle_instruction;

// Whether the library was there when the tests were built.
bool zydis_oracle_available(void);

// The length of the instruction, 0 for none; the cheap question.
size_t zydis_oracle_length(const uint8_t *bytes, size_t count);

// Everything about the instruction.
void zydis_oracle_decode(
    const uint8_t *bytes, size_t count, uint64_t address, zydis_oracle_instruction *out);

#endif
