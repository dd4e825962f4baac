// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs that are run on demand: over a packet, over a context, on a CPU. */
#include <ebpf4j.bpf.h>

u64 frames = 0;

struct xdp_md {
	u32 data;
	u32 data_end;
	u32 data_meta;
	u32 ingress_ifindex;
};

struct __sk_buff {
	u32 len;
	u32 pkt_type;
	u32 mark;
	u32 queue_mapping[5];
	u32 priority;
	u32 ingress_ifindex[10];
	u32 data;
	u32 data_end;
	u32 napi_id[15];
	void *flow_keys;
};

/* Counts up the first byte of a packet and sends it back; drops one that begins with 255. */
SEC("xdp")
int bounce(struct xdp_md *ctx)
{
	u8 *data = (u8 *)(long)ctx->data;

	if (data + 14 > (u8 *)(long)ctx->data_end)
		return 0; /* XDP_ABORTED */
	if (data[0] == 255)
		return 1; /* XDP_DROP */
	data[0]++;
	return 3; /* XDP_TX */
}

SEC("xdp")
int count_frames(struct xdp_md *ctx)
{
	atomic_add(&frames, 1);
	return 1; /* XDP_DROP */
}

SEC("tc")
int remark(struct __sk_buff *ctx)
{
	u8 *data = (u8 *)(long)ctx->data;

	ctx->mark = ctx->mark * 2 + ctx->priority;
	if (data + 20 > (u8 *)(long)ctx->data_end)
		return 2; /* TC_ACT_SHOT */
	data[19] = 0xee;
	return 0; /* TC_ACT_OK */
}

SEC("raw_tp/sys_enter")
int where(u64 *ctx)
{
	return ctx[0] * 100 + bpf_get_smp_processor_id();
}

struct sum {
	u64 a;
	u64 b;
	u64 result;
};

SEC("?syscall")
int add(struct sum *ctx)
{
	ctx->result = ctx->a + ctx->b;
	return 7;
}

SEC("?flow_dissector")
int dissect(struct __sk_buff *ctx)
{
	u16 *keys = ctx->flow_keys;

	keys[1] = 34; /* thoff */
	return 0; /* BPF_OK */
}

LICENSE("Dual BSD/GPL");
