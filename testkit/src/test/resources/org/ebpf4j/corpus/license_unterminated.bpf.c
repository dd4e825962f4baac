// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A license without the zero behind it: the second program calls what only free ones may. */
#include <ebpf4j.bpf.h>

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

SEC("raw_tp/sys_enter")
int needs_gpl(void *ctx)
{
	char byte;

	return bpf_probe_read_kernel(&byte, 1, ctx);
}

char _license[3] SEC("license") = "GPL";
