// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.micrometer.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.testkit.KernelTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histograms in all layouts of buckets, and a number that is no count. */
@KernelTest
class BucketsKernelTest {
    @TempDir
    Path directory;

    @Test
    void everyLayoutCountsExactly(Kernel kernel) throws Exception {
        try (Configured buckets = Configured.bind(directory, kernel, Configured.copy(directory, "buckets"))) {
            assertEquals("up", buckets.status());
            for (String program : new String[] {"bckt0", "bckt1", "bckt1", "bckt3", "bckt4", "bckt8", "bckt9"}) {
                buckets.start(program, 1);
            }
            // Of the even ones 0, 4 and 8, of the odd ones 1, 1, 3 and 9. What is over the last bound the program
            // counts in the last bucket.
            assertEquals("""
                    ebpf_exporter_digit_exp2_bucket{odd="false",le="0.5"} 1
                    ebpf_exporter_digit_exp2_bucket{odd="false",le="1.0"} 1
                    ebpf_exporter_digit_exp2_bucket{odd="false",le="2.0"} 3
                    ebpf_exporter_digit_exp2_bucket{odd="false",le="+Inf"} 3
                    ebpf_exporter_digit_exp2_count{odd="false"} 3
                    ebpf_exporter_digit_exp2_sum{odd="false"} 6.0
                    ebpf_exporter_digit_exp2_bucket{odd="true",le="0.5"} 2
                    ebpf_exporter_digit_exp2_bucket{odd="true",le="1.0"} 2
                    ebpf_exporter_digit_exp2_bucket{odd="true",le="2.0"} 4
                    ebpf_exporter_digit_exp2_bucket{odd="true",le="+Inf"} 4
                    ebpf_exporter_digit_exp2_count{odd="true"} 4
                    ebpf_exporter_digit_exp2_sum{odd="true"} 7.0
                    """, buckets.lines("ebpf_exporter_digit_exp2_"));
            assertEquals("""
                    ebpf_exporter_digit_exp2zero_bucket{odd="false",le="0.0"} 1
                    ebpf_exporter_digit_exp2zero_bucket{odd="false",le="1.0"} 1
                    ebpf_exporter_digit_exp2zero_bucket{odd="false",le="2.0"} 1
                    ebpf_exporter_digit_exp2zero_bucket{odd="false",le="4.0"} 3
                    ebpf_exporter_digit_exp2zero_bucket{odd="false",le="+Inf"} 3
                    ebpf_exporter_digit_exp2zero_count{odd="false"} 3
                    ebpf_exporter_digit_exp2zero_sum{odd="false"} 12.0
                    ebpf_exporter_digit_exp2zero_bucket{odd="true",le="0.0"} 0
                    ebpf_exporter_digit_exp2zero_bucket{odd="true",le="1.0"} 2
                    ebpf_exporter_digit_exp2zero_bucket{odd="true",le="2.0"} 2
                    ebpf_exporter_digit_exp2zero_bucket{odd="true",le="4.0"} 4
                    ebpf_exporter_digit_exp2zero_bucket{odd="true",le="+Inf"} 4
                    ebpf_exporter_digit_exp2zero_count{odd="true"} 4
                    ebpf_exporter_digit_exp2zero_sum{odd="true"} 14.0
                    """, buckets.lines("ebpf_exporter_digit_exp2zero_"));
            // The bucket of 0 is below the first and left out; the sum has what the program added.
            assertEquals("""
                    ebpf_exporter_digit_linear_bucket{odd="false",le="10.0"} 0
                    ebpf_exporter_digit_linear_bucket{odd="false",le="20.0"} 0
                    ebpf_exporter_digit_linear_bucket{odd="false",le="30.0"} 0
                    ebpf_exporter_digit_linear_bucket{odd="false",le="40.0"} 2
                    ebpf_exporter_digit_linear_bucket{odd="false",le="+Inf"} 2
                    ebpf_exporter_digit_linear_count{odd="false"} 2
                    ebpf_exporter_digit_linear_sum{odd="false"} 120.0
                    ebpf_exporter_digit_linear_bucket{odd="true",le="10.0"} 2
                    ebpf_exporter_digit_linear_bucket{odd="true",le="20.0"} 2
                    ebpf_exporter_digit_linear_bucket{odd="true",le="30.0"} 3
                    ebpf_exporter_digit_linear_bucket{odd="true",le="40.0"} 4
                    ebpf_exporter_digit_linear_bucket{odd="true",le="+Inf"} 4
                    ebpf_exporter_digit_linear_count{odd="true"} 4
                    ebpf_exporter_digit_linear_sum{odd="true"} 140.0
                    """, buckets.lines("ebpf_exporter_digit_linear_"));
            assertEquals("""
                    ebpf_exporter_digit_fixed_bucket{odd="false",le="1.0"} 1
                    ebpf_exporter_digit_fixed_bucket{odd="false",le="5.0"} 2
                    ebpf_exporter_digit_fixed_bucket{odd="false",le="9.0"} 3
                    ebpf_exporter_digit_fixed_bucket{odd="false",le="+Inf"} 3
                    ebpf_exporter_digit_fixed_count{odd="false"} 3
                    ebpf_exporter_digit_fixed_sum{odd="false"} 12.0
                    ebpf_exporter_digit_fixed_bucket{odd="true",le="1.0"} 2
                    ebpf_exporter_digit_fixed_bucket{odd="true",le="5.0"} 3
                    ebpf_exporter_digit_fixed_bucket{odd="true",le="9.0"} 4
                    ebpf_exporter_digit_fixed_bucket{odd="true",le="+Inf"} 4
                    ebpf_exporter_digit_fixed_count{odd="true"} 4
                    ebpf_exporter_digit_fixed_sum{odd="true"} 14.0
                    """, buckets.lines("ebpf_exporter_digit_fixed_"));
            assertEquals("""
                    ebpf_exporter_digit_array_bucket{le="0.0"} 1
                    ebpf_exporter_digit_array_bucket{le="1.0"} 3
                    ebpf_exporter_digit_array_bucket{le="2.0"} 3
                    ebpf_exporter_digit_array_bucket{le="3.0"} 7
                    ebpf_exporter_digit_array_bucket{le="+Inf"} 7
                    ebpf_exporter_digit_array_count 7
                    ebpf_exporter_digit_array_sum 0.0
                    """, buckets.lines("ebpf_exporter_digit_array_"));
            assertEquals("ebpf_exporter_last_digit -6.0\n", buckets.lines("ebpf_exporter_last_digit"));
            buckets.start("bckt1", 1);
            assertEquals("ebpf_exporter_last_digit 2.0\n", buckets.lines("ebpf_exporter_last_digit"));
        }
    }
}
