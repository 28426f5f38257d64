extension LabProgram {
  /// Assembly functions that treat SP in sixteen ways.
  static let stackDamage = LabProgram(
    "sp",
    files: [
      "main.go": #"""
      // Assembly functions that treat SP in sixteen ways, and a panic that comes through each.
      package main

      import "os"

      // seenSP is SP at the call of the function that panics.
      var seenSP uintptr

      //go:noinline
      func boom() { panic("boom") }

      func ctl(f func())
      func badbp(f func())
      func asmnil(f func())
      func push8(f func())
      func adj4(f func())
      func tracked8(f func())
      func tracked4(f func())
      func untracked8(f func())
      func untracked4(f func())
      func nilun4(f func())
      func byte8(f func())
      func byte4(f func())
      func bytenil(f func())
      func smashret(f func())
      func byte24ret(f func())
      func wildsp(f func())

      func rescue() {
      	if r := recover(); r != nil {
      		print("recovered")
      		if seenSP != 0 {
      			print(", SP%16 = ", seenSP%16)
      		}
      		println()
      		os.Exit(0)
      	}
      }

      func open(f func(func())) {
      	defer rescue()
      	f(boom)
      	println("came back")
      }

      func heap(f func(func())) {
      	for i := 0; i < 2; i++ {
      		defer rescue()
      	}
      	f(boom)
      	println("came back")
      }

      var functions = map[string]func(func()){
      	"ctl":        ctl,
      	"badbp":      badbp,
      	"asmnil":     asmnil,
      	"push8":      push8,
      	"adj4":       adj4,
      	"tracked8":   tracked8,
      	"tracked4":   tracked4,
      	"untracked8": untracked8,
      	"untracked4": untracked4,
      	"nilun4":     nilun4,
      	"byte8":      byte8,
      	"byte4":      byte4,
      	"bytenil":    bytenil,
      	"smashret":   smashret,
      	"byte24ret":  byte24ret,
      	"wildsp":     wildsp,
      }

      func main() {
      	name := os.Args[1]
      	if len(name) > 5 && name[:5] == "heap-" {
      		heap(functions[name[5:]])
      	} else {
      		open(functions[name])
      	}
      }
      """#,
      "sp_amd64.s": #"""
      #include "textflag.h"
      #include "funcdata.h"

      // For comparison: nothing unusual.
      TEXT ·ctl(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	MOVQ SP, ·seenSP(SB)
      	CALL AX
      	RET

      // BP destroyed.
      TEXT ·badbp(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	MOVQ $0, BP
      	CALL AX
      	RET

      // A fault in assembly code.
      TEXT ·asmnil(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ $0, CX
      	MOVQ (CX), CX
      	RET

      // SP moved by a push, which the assembler follows.
      TEXT ·push8(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	PUSHQ AX
      	MOVQ SP, ·seenSP(SB)
      	CALL AX
      	POPQ AX
      	RET

      // SP moved by 4, which the assembler follows.
      TEXT ·adj4(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	ADJSP $4
      	MOVQ SP, ·seenSP(SB)
      	CALL AX
      	ADJSP $-4
      	RET

      // SUBQ $8, SP: SPWRITE.
      TEXT ·tracked8(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	SUBQ $8, SP
      	CALL AX
      	ADDQ $8, SP
      	RET

      // SP written from a register: SPWRITE.
      TEXT ·untracked8(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	MOVQ SP, BX
      	SUBQ $8, BX
      	MOVQ BX, SP
      	CALL AX
      	ADDQ $8, SP
      	RET

      // SP moved by 8 behind the assembler's back.
      TEXT ·byte8(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	BYTE $0x48; BYTE $0x83; BYTE $0xec; BYTE $8 // SUBQ $8, SP, unknown to the assembler
      	CALL AX
      	BYTE $0x48; BYTE $0x83; BYTE $0xc4; BYTE $8
      	RET

      // SUBQ $4, SP: SPWRITE.
      TEXT ·tracked4(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	SUBQ $4, SP
      	CALL AX
      	ADDQ $4, SP
      	RET

      // SP written from a register: SPWRITE.
      TEXT ·untracked4(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	MOVQ SP, BX
      	SUBQ $4, BX
      	MOVQ BX, SP
      	CALL AX
      	ADDQ $4, SP
      	RET

      // SP moved by 4 behind the assembler's back.
      TEXT ·byte4(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ f+0(FP), DX
      	MOVQ (DX), AX
      	BYTE $0x48; BYTE $0x83; BYTE $0xec; BYTE $4 // SUBQ $4, SP, unknown to the assembler
      	CALL AX
      	BYTE $0x48; BYTE $0x83; BYTE $0xc4; BYTE $4
      	RET

      // A fault while SP is written.
      TEXT ·nilun4(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ SP, BX
      	SUBQ $4, BX
      	MOVQ BX, SP
      	MOVQ $0, CX
      	MOVQ (CX), CX
      	ADDQ $4, SP
      	RET

      // A fault while SP is moved behind the assembler's back.
      TEXT ·bytenil(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	BYTE $0x48; BYTE $0x83; BYTE $0xec; BYTE $8 // SUBQ $8, SP, unknown to the assembler
      	MOVQ $0, CX
      	MOVQ (CX), CX
      	BYTE $0x48; BYTE $0x83; BYTE $0xc4; BYTE $8
      	RET

      // The return address destroyed.
      TEXT ·smashret(SB), NOSPLIT|NOFRAME, $0-8
      	NO_LOCAL_POINTERS
      	MOVQ $0, 0(SP)
      	MOVQ $0, CX
      	MOVQ (CX), CX
      	RET

      // Returns with SP 0x24 too high.
      TEXT ·byte24ret(SB), NOSPLIT|NOFRAME, $0-8
      	NO_LOCAL_POINTERS
      	BYTE $0x48; BYTE $0x83; BYTE $0xc4; BYTE $36
      	RET

      // SP outside any stack.
      TEXT ·wildsp(SB), 0, $8-8
      	NO_LOCAL_POINTERS
      	MOVQ $0x1000, SP
      	MOVQ $0, CX
      	MOVQ (CX), CX
      	RET
      """#,
    ], isForAMD64: true)
}
