// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Sections that mean nothing, and one that does. */
#include <ebpf4j.bpf.h>

SEC("socket")
int known(void *ctx)
{
	return 0;
}

SEC("ebpf4j")
int unknown(void *ctx)
{
	return 0;
}

SEC("socket2")
int nearly(void *ctx)
{
	return 0;
}

SEC("xdp_devmap/")
int of_old(void *ctx)
{
	return 2;
}

SEC("Kprobe/do_nanosleep")
int in_capitals(void *ctx)
{
	return 0;
}

LICENSE("GPL");

// refused: unknown nearly of_old in_capitals
