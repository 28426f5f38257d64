extension Rule {
  public static let stackTableMismatch = Rule(
    id: RuleID("PS602"),
    name: "sp-pcsp-mismatch",
    summary: "Assembly code moves SP behind the assembler's back or overwrites its return address",
    defaultSeverity: .medium,
    severityNote: nil,
    why: [
      """
      The runtime unwinds by a table (pcsp) that the assembler fills as it sees PUSHQ, POPQ, ADJSP \
      and the declared frame. Instructions written as bytes, which converters from C and \
      generators emit, are opaque to it. If one of them moves SP, the table is wrong from there on.
      """,
      """
      A panic that comes out of a call there, or a fault there, makes the runtime read a return \
      address from the wrong place: "unexpected return pc", a fatal error that no recover can \
      stop, or a crash without a word. The function works as long as nothing panics.
      """,
    ],
    howToFix: [
      "Use mnemonics that the assembler tracks: a frame size, PUSHQ and POPQ, ADJSP.",
      "If the instructions must be bytes, tell the assembler with ADJSP around them.",
    ],
    example: Example(
      bad: """
        package main

        func call(f func())

        func main() {
        	defer func() {
        		if recover() != nil {
        			println("recovered")
        		}
        	}()
        	call(func() { panic("boom") })
        }
        """,
      fixed: """
        package main

        func call(f func())

        func main() {
        	defer func() {
        		if recover() != nil {
        			println("recovered")
        		}
        	}()
        	call(func() { panic("boom") })
        }
        """,
      outcome: "ends with a fatal error about an unexpected return pc, exit status 2",
      badAssembly: """
        #include "textflag.h"
        #include "funcdata.h"

        // func call(f func())
        TEXT ·call(SB), 0, $8-8
        	NO_LOCAL_POINTERS
        	MOVQ f+0(FP), DX
        	MOVQ (DX), AX
        	BYTE $0x48; BYTE $0x83; BYTE $0xec; BYTE $0x10 // subq $16, %rsp
        	CALL AX
        	BYTE $0x48; BYTE $0x83; BYTE $0xc4; BYTE $0x10 // addq $16, %rsp
        	RET
        """,
      fixedAssembly: """
        #include "textflag.h"
        #include "funcdata.h"

        // func call(f func())
        TEXT ·call(SB), 0, $8-8
        	NO_LOCAL_POINTERS
        	MOVQ f+0(FP), DX
        	MOVQ (DX), AX
        	ADJSP $16
        	CALL AX
        	ADJSP $-16
        	RET
        """),
    versions: "All Go versions.",
    blindSpots: [
      "SP is followed through the code; where that is not possible nothing is said.",
      "Whether a panic ever comes through the function is not known.",
      "The standard library's own assembly code is not looked at.",
    ])
}
