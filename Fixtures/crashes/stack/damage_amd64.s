#include "funcdata.h"
#include "textflag.h"

// func tracked(f func()): moves SP by an instruction that the assembler marks as SPWRITE.
TEXT ·tracked(SB), 0, $32-8
	NO_LOCAL_POINTERS
	MOVQ f+0(FP), DX
	SUBQ $8, SP
	CALL (DX)
	ADDQ $8, SP
	RET

// func hidden(f func()): moves SP by bytes that the assembler does not see.
TEXT ·hidden(SB), 0, $32-8
	NO_LOCAL_POINTERS
	MOVQ f+0(FP), DX
	BYTE $0x48; BYTE $0x83; BYTE $0xec; BYTE $0x08 // SUBQ $8, SP
	MOVQ (DX), AX
	CALL AX
	BYTE $0x48; BYTE $0x83; BYTE $0xc4; BYTE $0x08 // ADDQ $8, SP
	RET

// func smashed(f func()): overwrites its own return address.
TEXT ·smashed(SB), 0, $32-8
	NO_LOCAL_POINTERS
	MOVQ f+0(FP), DX
	MOVQ $0, 40(SP)
	CALL (DX)
	RET

// func wild(): SP points to nowhere when the fault comes.
TEXT ·wild(SB), NOSPLIT, $0-0
	MOVQ $0x1000, AX
	MOVQ AX, SP
	MOVQ $0, (AX)
	RET
