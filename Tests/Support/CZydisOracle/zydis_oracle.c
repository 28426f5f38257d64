#include "zydis_oracle.h"

#include <string.h>

#if __has_include(<Zydis/Zydis.h>)
#include <Zydis/Zydis.h>

bool zydis_oracle_available(void) { return true; }

static uint8_t general_number(ZydisRegister reg) {
  if (reg == ZYDIS_REGISTER_NONE) return 255;
  if (reg == ZYDIS_REGISTER_RIP || reg == ZYDIS_REGISTER_EIP) return 254;
  ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
  if (ZydisRegisterGetClass(whole) != ZYDIS_REGCLASS_GPR64) return 254;
  return (uint8_t)ZydisRegisterGetId(whole);
}

static uint32_t general_mask(ZydisRegister reg) {
  ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
  if (ZydisRegisterGetClass(whole) != ZYDIS_REGCLASS_GPR64) return 0;
  return 1u << ZydisRegisterGetId(whole);
}

static const ZydisDecoder *shared_decoder(bool minimal) {
  static ZydisDecoder full, lengths;
  static bool ready;
  if (!ready) {
    ZydisDecoderInit(&full, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    ZydisDecoderInit(&lengths, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    ready = true;
  }
  return minimal ? &lengths : &full;
}

size_t zydis_oracle_length(const uint8_t *bytes, size_t count) {
  ZydisDecodedInstruction in;
  ZydisDecoderContext context;
  if (ZYAN_FAILED(ZydisDecoderDecodeInstruction(
          shared_decoder(true), &context, bytes, count, &in)))
    return 0;
  return in.length;
}

static uint8_t flow_of(const ZydisDecodedInstruction *in) {
  switch (in->mnemonic) {
    case ZYDIS_MNEMONIC_UD0:
    case ZYDIS_MNEMONIC_UD1:
    case ZYDIS_MNEMONIC_UD2:
    case ZYDIS_MNEMONIC_INT3:
    case ZYDIS_MNEMONIC_INT1:
    case ZYDIS_MNEMONIC_HLT: return ZYDIS_ORACLE_TRAP;
    default: break;
  }
  switch (in->meta.category) {
    case ZYDIS_CATEGORY_CALL: return ZYDIS_ORACLE_CALL;
    case ZYDIS_CATEGORY_UNCOND_BR: return ZYDIS_ORACLE_JUMP;
    case ZYDIS_CATEGORY_COND_BR: return ZYDIS_ORACLE_BRANCH;
    case ZYDIS_CATEGORY_RET: return ZYDIS_ORACLE_RETURN;
    default: return ZYDIS_ORACLE_NEXT;
  }
}

static void take_memory(const ZydisDecodedOperand *operand, zydis_oracle_instruction *out) {
  if (operand->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN) return;
  out->has_memory = true;
  out->reads_memory = (operand->actions & ZYDIS_OPERAND_ACTION_MASK_READ) != 0;
  out->base = general_number(operand->mem.base);
  out->index = general_number(operand->mem.index);
  out->has_segment = operand->mem.segment == ZYDIS_REGISTER_FS ||
                     operand->mem.segment == ZYDIS_REGISTER_GS;
  out->displacement = operand->mem.disp.has_displacement ? operand->mem.disp.value : 0;
  out->memory_bits = operand->size;
}

void zydis_oracle_decode(
    const uint8_t *bytes, size_t count, uint64_t address, zydis_oracle_instruction *out) {
  memset(out, 0, sizeof *out);
  out->base = out->index = 255;
  ZydisDecodedInstruction in;
  ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
  if (ZYAN_FAILED(ZydisDecoderDecodeFull(shared_decoder(false), bytes, count, &in, operands)))
    return;
  out->length = in.length;
  out->flow = flow_of(&in);
  strncpy(out->mnemonic, ZydisMnemonicGetString(in.mnemonic), sizeof out->mnemonic - 1);
  for (int i = 0; i < in.operand_count; i++) {
    const ZydisDecodedOperand *operand = &operands[i];
    bool writes = (operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
    bool hidden = operand->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN;
    switch (operand->type) {
      case ZYDIS_OPERAND_TYPE_REGISTER:
        if (!writes) break;
        out->writes |= general_mask(operand->reg.value);
        if (!hidden) out->explicit_writes |= general_mask(operand->reg.value);
        break;
      case ZYDIS_OPERAND_TYPE_MEMORY:
        if (writes) out->writes_memory = true;
        take_memory(operand, out);
        break;
      case ZYDIS_OPERAND_TYPE_IMMEDIATE:
        if (operand->imm.is_relative && out->flow != ZYDIS_ORACLE_NEXT) {
          ZyanU64 target = 0;
          if (ZYAN_SUCCESS(ZydisCalcAbsoluteAddress(&in, operand, address, &target))) {
            out->has_target = true;
            out->target = target;
          }
        } else if (!out->has_immediate) {
          out->has_immediate = true;
          out->immediate = operand->imm.value.s;
        }
        break;
      default: break;
    }
  }
}

#else

bool zydis_oracle_available(void) { return false; }

size_t zydis_oracle_length(const uint8_t *bytes, size_t count) { return 0; }

void zydis_oracle_decode(
    const uint8_t *bytes, size_t count, uint64_t address, zydis_oracle_instruction *out) {
  memset(out, 0, sizeof *out);
}

#endif
