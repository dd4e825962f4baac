// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VerifierLogTest {
    private static void says(String log, String reason, int instruction, String text) {
        VerifierLog read = new VerifierLog(log);
        assertEquals(reason, read.reason());
        assertEquals(instruction, read.instruction());
        assertEquals(text, read.instructionText());
    }

    @Test
    void theLastLineBeforeTheStatisticsIsTheReason() {
        says("""
                0: R1=ctx(off=0,imm=0) R10=fp0
                ; int unbounded(u64 *ctx) @ rejected.bpf.c:20
                0: (b7) r2 = 0                        ; R2_w=0
                1: (79) r1 = *(u64 *)(r1 +8)          ; R1_w=scalar()
                2: (79) r0 = *(u64 *)(r1 +0)
                R1 invalid mem access 'scalar'
                verification time 55 usec
                stack depth 4
                processed 3 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """, "R1 invalid mem access 'scalar'", 2, "r0 = *(u64 *)(r1 +0)");
    }

    @Test
    void anInstructionThatTheReasonNamesIsTheOne() {
        says("0: (b7) r0 = 0\nunreachable insn 5\nprocessed 0 insns\n", "unreachable insn 5", 5, "");
    }

    @Test
    void aReportsReasonIsTakenWhereThereIsOne() {
        says("""
                0: R1=ctx() R10=fp0
                0: (95) exit
                R0 !read_ok

                Verification failed: Register: not written

                Reason:
                  R0 was never written on this path,
                  so it can't be read.

                At:
                  insn 0
                        | ^-- error: R0
                  Instruction context:
                  >>> 0 | (95) exit

                Suggestion:
                  Write R0 first.

                processed 1 insns (limit 1000000)
                """, "R0 was never written on this path, so it can't be read.", 0, "exit");
    }

    @Test
    void aReportWithoutReasonGivesItsTitle() {
        says("Verification failed: Too large\n\nAt:\n", "Too large", -1, "");
    }

    @Test
    void aLogThatSaysNothingSaysSo() {
        says("processed 0 insns (limit 1000000)\n\n", "the verifier gave no reason", -1, "");
    }

    @Test
    void aSlotThatIsNoNumberIsNone() {
        says("99999999999: (95) exit\nbad\n", "bad", -1, "exit");
    }
}
