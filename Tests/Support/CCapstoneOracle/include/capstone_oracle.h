// What Capstone says about one arm64 instruction, flattened for comparison with MachineCode.
// Test support only: no library target depends on it.
#ifndef PANICSCOPE_CAPSTONE_ORACLE_H
#define PANICSCOPE_CAPSTONE_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  bool decoded;
  bool is_jump;  // any branch that is no call and no return
  bool is_call;
  bool is_return;
  bool has_target;
  uint64_t target;
  uint64_t writes;  // bit n: Xn, bit 31: SP
  bool has_memory;
  uint8_t base;  // number, 31 SP, 255 none
  bool has_index;
  int64_t displacement;
  bool writeback;
  uint8_t immediates;  // how many
  int64_t immediate;   // the last one
  char mnemonic[32];
  char operands[160];
} capstone_oracle_instruction;

void capstone_oracle_decode(uint32_t word, uint64_t address, capstone_oracle_instruction *out);

#endif
