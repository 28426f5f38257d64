#include "capstone_oracle.h"

#include <capstone.h>
#include <string.h>

// X0 to X30 and SP as 0 to 31; the zero register and everything else as 255.
static uint8_t general_number(unsigned reg) {
  if (reg >= ARM64_REG_X0 && reg <= ARM64_REG_X28) return (uint8_t)(reg - ARM64_REG_X0);
  if (reg >= ARM64_REG_W0 && reg <= ARM64_REG_W30) return (uint8_t)(reg - ARM64_REG_W0);
  switch (reg) {
    case ARM64_REG_X29: return 29;
    case ARM64_REG_X30: return 30;
    case ARM64_REG_SP:
    case ARM64_REG_WSP: return 31;
    default: return 255;
  }
}

static void take_operands(const cs_insn *insn, capstone_oracle_instruction *out) {
  const cs_arm64 *detail = &insn->detail->arm64;
  out->writeback = detail->writeback;
  for (int i = 0; i < detail->op_count; i++) {
    const cs_arm64_op *operand = &detail->operands[i];
    if (operand->type == ARM64_OP_MEM) {
      out->has_memory = true;
      out->base = general_number(operand->mem.base);
      out->has_index = operand->mem.index != ARM64_REG_INVALID;
      out->displacement = operand->mem.disp;
    } else if (operand->type == ARM64_OP_IMM) {
      out->immediates++;
      out->immediate = operand->imm;
    }
  }
}

void capstone_oracle_decode(uint32_t word, uint64_t address, capstone_oracle_instruction *out) {
  static csh handle;
  static cs_insn *insn;
  memset(out, 0, sizeof *out);
  out->base = 255;
  if (insn == NULL) {
    if (cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &handle) != CS_ERR_OK) return;
    cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
    insn = cs_malloc(handle);
  }
  const uint8_t *bytes = (const uint8_t *)&word;
  size_t size = sizeof word;
  if (!cs_disasm_iter(handle, &bytes, &size, &address, insn)) return;
  out->decoded = true;
  strncpy(out->mnemonic, insn->mnemonic, sizeof out->mnemonic - 1);
  strncpy(out->operands, insn->op_str, sizeof out->operands - 1);
  out->is_jump = cs_insn_group(handle, insn, CS_GRP_JUMP);
  switch (insn->id) {
    case ARM64_INS_BL:
    case ARM64_INS_BLR: out->is_call = true; out->is_jump = false; break;
    case ARM64_INS_RET: out->is_return = true; out->is_jump = false; break;
    default: break;
  }
  take_operands(insn, out);
  if ((out->is_jump || out->is_call) && out->immediates > 0) {
    out->has_target = true;
    out->target = (uint64_t)out->immediate;
  }
  cs_regs read, written;
  uint8_t read_count = 0, written_count = 0;
  if (cs_regs_access(handle, insn, read, &read_count, written, &written_count) == CS_ERR_OK)
    for (int i = 0; i < written_count; i++) {
      uint8_t number = general_number(written[i]);
      if (number < 32) out->writes |= UINT64_C(1) << number;
    }
}
