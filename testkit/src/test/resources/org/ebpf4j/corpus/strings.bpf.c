// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Text: in sections of strings, in arrays, and as the format of a message. */
#include <ebpf4j.bpf.h>

static long (*const bpf_trace_printk)(const char *format, u32 size, ...) = (void *)6;
static long (*const bpf_snprintf)(char *to, u32 size, const char *format, const u64 *data, u32 bytes) = (void *)165;
static long (*const bpf_strncmp)(const char *text, u32 size, const char *other) = (void *)182;

const volatile char name[16] = "ebpf4j";
char written[32] = "";

SEC("raw_tp/sys_enter")
int prints(void *ctx)
{
	static const char format[] = "%s and %d\n";
	u64 values[2] = {(u64)(void *)name, 42};

	bpf_snprintf(written, sizeof(written), format, values, sizeof(values));
	bpf_trace_printk("one %d\n", sizeof("one %d\n"), 1);
	bpf_trace_printk("and another\n", sizeof("and another\n"));
	return bpf_strncmp(written, sizeof(written), "ebpf4j and 42");
}

LICENSE("GPL");
