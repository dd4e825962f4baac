// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A key whose fields say by tags and types what they are. Counts the starts of programs whose names begin with "descr". */
#include <ebpf4j.bpf.h>

typedef u16 __be16;
typedef u32 __be32;
typedef u32 dev_t;
typedef u64 code_t LABEL("ksym");

enum kind { KIND_OTHER = 0, KIND_ONE = 1, KIND_TWO = 2 };
enum mode { MODE_READ = 1, MODE_WRITE = 2, MODE_EXECUTE = 4 };

/* Nothing else uses it. */
enum mode *unused_mode;

struct in6_addr {
	u8 bytes[16];
};

const volatile u64 function_address = 0;

struct start {
	u64 function LABEL("ksym");
	const code_t same;
	void (*pointer)(void);
	struct in6_addr six;
	__be32 four;
	dev_t disk;
	char comm[16];
	u8 bytes[4];
	int error LABEL("errno");
	u32 operation LABEL("static_map(1=read,2=write,...)");
	enum kind kind;
	enum kind number LABEL("uint");
	s32 change;
	__be16 port;
	u8 mode LABEL("flags(mode)");
	bool odd;
	char thread[16] LABEL("thread_group(2)");
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct start);
	__type(value, u64);
} starts SEC(".maps");

/* A key that is no struct. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, code_t);
	__type(value, u64);
} functions SEC(".maps");

CORE_TYPES_BEGIN
struct task_struct {
	char comm[16];
};
CORE_TYPES_END

static __always_inline void count(void *map, const void *key)
{
	u64 none = 0, *count = bpf_map_lookup_elem(map, key);

	if (!count) {
		bpf_map_update_elem(map, key, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(map, key);
	}
	if (count)
		atomic_add(count, 1);
}

static __always_inline void set_text(char *to, const char *text, u32 size)
{
	u32 i;

#pragma unroll
	for (i = 0; i < size; i++)
		to[i] = text[i];
}

SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct start start = {};
	u64 function = function_address;

	bpf_probe_read_kernel_str(start.comm, sizeof(start.comm), task->comm);
	if (start.comm[0] != 'd' || start.comm[1] != 'e' || start.comm[2] != 's' || start.comm[3] != 'c' || start.comm[4] != 'r')
		return 0;
	start.function = function;
	*(u64 *)&start.same = function;
	start.pointer = (void (*)(void))function;
	start.six.bytes[0] = 0x20;
	start.six.bytes[1] = 0x01;
	start.six.bytes[2] = 0x0d;
	start.six.bytes[3] = 0xb8;
	start.six.bytes[15] = 1;
	start.four = 0x010200c0;
	start.disk = 4095u << 20 | 300;
	start.bytes[0] = 0xca;
	start.bytes[1] = 0xfe;
	start.error = -2;
	start.operation = 2;
	start.kind = KIND_TWO;
	start.number = KIND_TWO;
	start.change = -7;
	start.port = 0xbb01;
	start.mode = MODE_READ | MODE_EXECUTE;
	start.odd = start.comm[5] == '1';
	set_text(start.thread, "pool-1-thread-7", 15);
	count(&starts, &start);
	count(&functions, &function);
	return 0;
}

LICENSE("Dual BSD/GPL");
