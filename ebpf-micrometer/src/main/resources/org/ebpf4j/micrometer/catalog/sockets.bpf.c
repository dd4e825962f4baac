// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How connects fail, by error, and how long connections that were made wait in the queue until accept() takes them.
 *
 * An error counts once: when connect() returns it, or when it comes after connect() has returned EINPROGRESS or EINTR, as it does to sockets that do
 * not block. A connect() that is made once more then returns the error again, which counts, too. What is no failure is left out: EINPROGRESS, EALREADY,
 * EISCONN and EINTR. Connects of the kernel itself and of io_uring are not system calls, and do not count.
 *
 * Tracing the end of some system calls makes all of them leave the kernel the long way, for every task of the host.
 * Since 5.10.
 */
#include <ebpf4j.bpf.h>
#include "scope.bpf.h"
#include "tcp.bpf.h"

CORE_TYPES_BEGIN
struct socket {
	struct sock *sk;
};

struct file {
	void *private_data;
};

struct fdtable {
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct task_struct {
	struct files_struct *files;
};
CORE_TYPES_END

/* As /sys/kernel/tracing/events/syscalls/sys_exit_connect/format has it, which is the same for all. */
struct sys_exit {
	u64 common;
	long number;
	long returned;
};

static void *(*const bpf_get_current_task)(void) = (void *)35;

#define IPPROTO_TCP 6

/* include/net/tcp_states.h */
#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_SYN_RECV 3
#define TCP_CLOSE 7

/* include/uapi/asm-generic/errno.h and errno-base.h */
#define EINTR 4
#define EISCONN 106
#define EALREADY 114
#define EINPROGRESS 115

struct thread {
	u32 id;
};

struct socket_of {
	u64 socket;
};

/* The socket that a thread is connecting; gone when connect() returns, or with age where it never does. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct thread);
	__type(value, struct socket_of);
} connecting SEC(".maps");

/* A socket whose connect has not ended: whether connect() has returned, and what error came before that. */
struct pending {
	u32 returned;
	u32 error;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct socket_of);
	__type(value, struct pending);
} connects SEC(".maps");

struct connect_error {
	u32 error;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, struct connect_error);
	__type(value, u64);
} connect_errors SEC(".maps");

/* When a connection that was not accepted yet was made, in bpf_ktime_get_ns(). */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct socket_of);
	__type(value, u64);
} acceptable SEC(".maps");

struct listener {
	u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, struct listener);
	__type(value, struct latency);
} accept_delay SEC(".maps");

DROPPED_MAP

static __always_inline void count_error(u32 error)
{
	struct connect_error key = {.error = error};
	u64 *number;

	if (error == EINTR || error == EISCONN || error == EALREADY || error == EINPROGRESS)
		return;
	number = entry_of(&connect_errors, &key);
	if (number)
		atomic_add(number, 1);
}

/* inet_sock_set_state(sk, oldstate, newstate): before the change. The first SYN is sent by the task itself; what follows comes from anywhere. */
SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state(u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	int before = ctx[1], after = ctx[2];
	struct socket_of socket = {.socket = (u64)sk};
	struct pending *pending;
	u64 now;

	if (sk->sk_protocol != IPPROTO_TCP)
		return 0;
	if (after == TCP_SYN_SENT) {
		struct thread thread = {.id = bpf_get_current_pid_tgid()};
		struct pending begun = {};

		if (current_in_scope()) {
			bpf_map_update_elem(&connecting, &thread, &socket, BPF_ANY);
			bpf_map_update_elem(&connects, &socket, &begun, BPF_ANY);
		}
	} else if (before == TCP_SYN_RECV && after == TCP_ESTABLISHED) {
		now = bpf_ktime_get_ns();
		bpf_map_update_elem(&acceptable, &socket, &now, BPF_ANY);
	} else if (before == TCP_SYN_SENT && after == TCP_ESTABLISHED) {
		bpf_map_delete_elem(&connects, &socket);
	} else if (after == TCP_CLOSE) {
		bpf_map_delete_elem(&acceptable, &socket);
		pending = bpf_map_lookup_elem(&connects, &socket);
		if (!pending)
			return 0;
		if (!pending->returned) {
			/* Whether connect() tells it is seen when it returns. */
			pending->error = sk->sk_err;
			return 0;
		}
		if (sk->sk_err)
			count_error(sk->sk_err);
		bpf_map_delete_elem(&connects, &socket);
	}
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_connect")
int sys_exit_connect(struct sys_exit *call)
{
	struct thread thread = {.id = bpf_get_current_pid_tgid()};
	struct socket_of socket = {};
	struct socket_of *connected;
	struct pending *pending;
	long returned = call->returned;

	if (!current_in_scope())
		return 0;
	if (returned < 0)
		count_error(-returned);
	connected = bpf_map_lookup_elem(&connecting, &thread);
	if (!connected)
		return 0;
	socket = *connected;
	bpf_map_delete_elem(&connecting, &thread);
	pending = bpf_map_lookup_elem(&connects, &socket);
	if (!pending)
		return 0;
	if (returned == -EINPROGRESS || returned == -EINTR) {
		if (!pending->error) {
			pending->returned = 1;
			return 0;
		}
		count_error(pending->error);
	}
	bpf_map_delete_elem(&connects, &socket);
	return 0;
}

static __always_inline struct sock *socket_of_descriptor(u32 number)
{
	struct task_struct *task = bpf_get_current_task();
	struct files_struct *files = NULL;
	struct socket *socket = NULL;
	struct file **descriptors = NULL, *file = NULL;
	struct fdtable *table = NULL;
	struct sock *sk = NULL;

	bpf_probe_read_kernel(&files, sizeof(files), &task->files);
	bpf_probe_read_kernel(&table, sizeof(table), &files->fdt);
	bpf_probe_read_kernel(&descriptors, sizeof(descriptors), &table->fd);
	bpf_probe_read_kernel(&file, sizeof(file), descriptors + number);
	bpf_probe_read_kernel(&socket, sizeof(socket), &file->private_data);
	bpf_probe_read_kernel(&sk, sizeof(sk), &socket->sk);
	return sk;
}

static __always_inline int accepted(struct sys_exit *call)
{
	struct socket_of socket = {};
	struct latency *histogram;
	struct listener key = {};
	struct sock *sk;
	u64 *made, took;

	if (call->returned < 0 || !current_in_scope())
		return 0;
	sk = socket_of_descriptor(call->returned);
	socket.socket = (u64)sk;
	made = bpf_map_lookup_elem(&acceptable, &socket);
	if (!made)
		return 0;
	took = elapsed_since(*made);
	bpf_map_delete_elem(&acceptable, &socket);
	bpf_probe_read_kernel(&key.port, sizeof(key.port), &sk->__sk_common.skc_num);
	histogram = entry_of(&accept_delay, &key);
	if (histogram)
		latency_count_shared(histogram, took);
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_accept")
int sys_exit_accept(struct sys_exit *call)
{
	return accepted(call);
}

SEC("tracepoint/syscalls/sys_exit_accept4")
int sys_exit_accept4(struct sys_exit *call)
{
	return accepted(call);
}

LICENSE("Dual BSD/GPL");
