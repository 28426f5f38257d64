extension Rule {
  public static let unwindBarrier = Rule(
    id: RuleID("PS601"),
    name: "sp-unwind-barrier",
    summary: "Assembly code sets SP freely, so that no panic can be unwound through it",
    defaultSeverity: .medium,
    severityNote: nil,
    why: [
      """
      To find deferred functions the runtime unwinds the stack by a table that says how far SP is \
      from the frame at every instruction. The assembler cannot fill it for a function that \
      moves an arbitrary value into SP, subtracts from SP or masks it, and marks the function \
      SPWRITE instead.
      """,
      """
      When a panic must pass such a frame, the runtime gives up: "traceback: unexpected SPWRITE \
      function", a fatal error that no recover can stop. It does not matter that a deferred \
      function further out would have recovered.
      """,
    ],
    howToFix: [
      "Declare a frame size and use the space below it instead of moving SP.",
      "If SP must be moved (for alignment, say), call nothing that can panic meanwhile.",
      "Or recover in the function that the assembly code calls.",
    ],
    example: Example(
      bad: """
        package main

        // aligned runs f on a stack that is aligned to 64 bytes.
        func aligned(f func())

        func main() {
        	defer func() {
        		if recover() != nil {
        			println("recovered")
        		}
        	}()
        	aligned(func() { panic("boom") })
        }
        """,
      fixed: """
        package main

        // called runs f.
        func called(f func())

        func main() {
        	defer func() {
        		if recover() != nil {
        			println("recovered")
        		}
        	}()
        	called(func() { panic("boom") })
        }
        """,
      outcome: "ends with a fatal error about an unexpected SPWRITE function, exit status 2",
      badAssembly: """
        #include "textflag.h"
        #include "funcdata.h"

        // func aligned(f func())
        TEXT ·aligned(SB), 0, $16-8
        	NO_LOCAL_POINTERS
        	MOVQ f+0(FP), DX
        	MOVQ SP, BX
        	ANDQ $~63, SP
        	SUBQ $64, SP
        	MOVQ BX, 8(SP)
        	MOVQ (DX), AX
        	CALL AX
        	MOVQ 8(SP), SP
        	RET
        """,
      fixedAssembly: """
        #include "textflag.h"
        #include "funcdata.h"

        // func called(f func())
        TEXT ·called(SB), 0, $16-8
        	NO_LOCAL_POINTERS
        	MOVQ f+0(FP), DX
        	MOVQ (DX), AX
        	CALL AX
        	RET
        """),
    versions: "All Go versions.",
    blindSpots: [
      "Whether a panic ever comes through the function is not known.",
      "The standard library's own assembly code is not looked at.",
    ])
}
