// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// clang: -faddrsig
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))

struct key {
	u32 device;
	unsigned short operation;
};

struct {
	int (*type)[1];
	struct key *key;
	u64 *value;
	int (*max_entries)[64];
} counts SEC(".maps");

static void *(*map_lookup)(void *map, const void *key) = (void *)1;

const volatile u32 threshold = 7;
u64 seen = 3;
u64 missed;

extern int LINUX_KERNEL_VERSION __attribute__((section(".kconfig"), weak));

static __attribute__((noinline)) u64 *lookup(u32 device)
{
	struct key key = {.device = device, .operation = 1};

	return map_lookup(&counts, &key);
}

SEC("socket")
int count(u32 *context)
{
	u64 *value = lookup(*context);

	if (value && *value > threshold) {
		*value += LINUX_KERNEL_VERSION;
		seen++;
	} else {
		missed++;
	}
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
