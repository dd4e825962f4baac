// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Programs as they are started: a record for each, sent by ring buffer. Since 5.10. */
#include <ebpf4j.bpf.h>

CORE_TYPES_BEGIN
struct mm_struct {
	unsigned long arg_start;
	unsigned long arg_end;
};

struct task_struct {
	int tgid;
	struct task_struct *real_parent;
	struct mm_struct *mm;
};

struct linux_binprm {
	const char *filename;
};
CORE_TYPES_END

#define ARGUMENTS 256

/* arguments are separated by NUL; size says how many bytes of them there are, which may be more than fit. */
struct exec {
	u32 pid;
	u32 parent;
	u32 size;
	char file[128];
	char arguments[ARGUMENTS];
};

/* So that the object describes it. */
const struct exec *unused_exec;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} execs SEC(".maps");

/* What found the buffer full. */
u64 lost = 0;

/* sched_process_exec(task, old_pid, bprm): in the task itself, which has its new memory already. */
SEC("tp_btf/sched_process_exec")
int process_exec(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct linux_binprm *program = (struct linux_binprm *)ctx[2];
	struct exec *exec = bpf_ringbuf_reserve(&execs, sizeof(*exec), 0);
	unsigned long start;

	if (!exec) {
		atomic_add(&lost, 1);
		return 0;
	}
	exec->pid = task->tgid;
	exec->parent = task->real_parent->tgid;
	start = task->mm->arg_start;
	exec->size = task->mm->arg_end - start;
	bpf_probe_read_kernel_str(exec->file, sizeof(exec->file), program->filename);
	/* They may begin so near to the end of memory that not so much can be read. */
	if (exec->size < ARGUMENTS) {
		u32 size = exec->size;

		forget_range(size);
		if (size < ARGUMENTS && bpf_probe_read_user(exec->arguments, size, (void *)start))
			exec->size = 0;
	} else if (bpf_probe_read_user(exec->arguments, ARGUMENTS, (void *)start)) {
		exec->size = 0;
	}
	bpf_ringbuf_submit(exec, 0);
	return 0;
}

LICENSE("Dual BSD/GPL");
