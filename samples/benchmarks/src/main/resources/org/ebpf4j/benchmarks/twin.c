// SPDX-License-Identifier: Apache-2.0
/*
 * The same work in C over libbpf: a whole map into flat memory that is reused; an object into the kernel; the
 * records of a ring buffer and of perf events; and work whose price is measured while programs watch it. Compiled
 * when the benchmarks start:
 * gcc -O2 -shared -fPIC twin.c -lbpf
 *
 * Calls return how many entries or records were read or programs loaded, or a negated errno.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

struct twin {
	int fd;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t room;
	uint32_t batch;
	uint32_t rows;
	char *keys;
	char *values;
};

void twin_close(struct twin *twin)
{
	if (!twin)
		return;
	free(twin->keys);
	free(twin->values);
	free(twin);
}

struct twin *twin_open(int fd, int key_size, int value_size, int entries, int batch)
{
	struct twin *twin = calloc(1, sizeof(*twin));

	if (!twin)
		return NULL;
	twin->fd = fd;
	twin->key_size = key_size;
	twin->value_size = value_size;
	/* One more than there are entries, so that the call that reads the last can say so. */
	twin->room = entries + 1;
	twin->batch = batch;
	twin->keys = malloc((size_t)twin->room * key_size);
	twin->values = malloc((size_t)twin->room * value_size);
	if (!twin->keys || !twin->values) {
		twin_close(twin);
		return NULL;
	}
	return twin;
}

long twin_bytes(struct twin *twin)
{
	return malloc_usable_size(twin->keys) + malloc_usable_size(twin->values);
}

long twin_read_batches(struct twin *twin)
{
	uint64_t position[8];
	uint32_t count;
	void *in = NULL;
	int error;

	if (twin->key_size > sizeof(position))
		return -EINVAL;
	twin->rows = 0;
	do {
		count = twin->room - twin->rows;
		if (count > twin->batch)
			count = twin->batch;
		if (count == 0)
			return -E2BIG;
		errno = 0;
		error = bpf_map_lookup_batch(twin->fd, in, position, twin->keys + (size_t)twin->rows * twin->key_size,
					     twin->values + (size_t)twin->rows * twin->value_size, &count, NULL);
		if (error && errno != ENOENT)
			return -errno;
		twin->rows += count;
		in = position;
	} while (!error);
	return twin->rows;
}

long twin_read_keys(struct twin *twin)
{
	char *key, *last = NULL;

	for (twin->rows = 0; twin->rows < twin->room; twin->rows++) {
		key = twin->keys + (size_t)twin->rows * twin->key_size;
		if (bpf_map_get_next_key(twin->fd, last, key))
			return errno == ENOENT ? twin->rows : -errno;
		if (bpf_map_lookup_elem(twin->fd, key, twin->values + (size_t)twin->rows * twin->value_size))
			return -errno;
		last = key;
	}
	return -E2BIG;
}

/* The sum of the 64-bit numbers of all values that were read last, to compare what the two sides have seen. */
long twin_sum(struct twin *twin)
{
	uint64_t sum = 0, value;

	for (size_t at = 0; at < (size_t)twin->rows * twin->value_size; at += sizeof(value)) {
		memcpy(&value, twin->values + at, sizeof(value));
		sum += value;
	}
	return sum;
}

uint64_t *twin_map(int fd, int entries)
{
	void *memory = mmap(NULL, entries * sizeof(uint64_t), PROT_READ, MAP_SHARED, fd, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

long twin_sum_mapped(const uint64_t *memory, int entries)
{
	uint64_t sum = 0;

	for (int i = 0; i < entries; i++)
		sum += ((const volatile uint64_t *)memory)[i];
	return sum;
}

void twin_unmap(uint64_t *memory, int entries)
{
	munmap(memory, entries * sizeof(uint64_t));
}

long twin_lookup(int fd, int entries)
{
	uint64_t sum = 0, value;

	for (uint32_t key = 0; key < (uint32_t)entries; key++) {
		if (bpf_map_lookup_elem(fd, &key, &value))
			return -errno;
		sum += value;
	}
	return sum;
}

long twin_update(int fd, int entries)
{
	for (uint32_t key = 0; key < (uint32_t)entries; key++) {
		uint64_t value = key;

		if (bpf_map_update_elem(fd, &key, &value, BPF_ANY))
			return -errno;
	}
	return entries;
}

/* Opens an object, loads it and lets it go again. */
long twin_load_object(const char *path)
{
	struct bpf_object *object;
	struct bpf_program *program;
	long count = 0;
	int error;

	libbpf_set_print(NULL);
	object = bpf_object__open_file(path, NULL);
	if (!object)
		return -errno;
	error = bpf_object__load(object);
	if (!error)
		bpf_object__for_each_program(program, object)
			count += bpf_program__fd(program) >= 0;
	bpf_object__close(object);
	return error ? error : count;
}

/* Reads the kernel's types and finds one by name. */
long twin_find_kernel_type(const char *name)
{
	struct btf *btf = btf__load_vmlinux_btf();
	long id;

	if (!btf)
		return -errno;
	id = btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF);
	btf__free(btf);
	return id;
}

struct ring {
	struct ring_buffer *buffer;
	uint64_t sum;
};

static int add_record(void *context, void *data, size_t size)
{
	struct ring *ring = context;

	ring->sum += *(const uint64_t *)data;
	return 0;
}

struct ring *twin_ring_open(int fd)
{
	struct ring *ring = calloc(1, sizeof(*ring));

	if (!ring)
		return NULL;
	ring->buffer = ring_buffer__new(fd, add_record, ring, NULL);
	if (!ring->buffer) {
		free(ring);
		return NULL;
	}
	return ring;
}

long twin_ring_consume(struct ring *ring)
{
	return ring_buffer__consume(ring->buffer);
}

long twin_ring_sum(struct ring *ring)
{
	return ring->sum;
}

void twin_ring_close(struct ring *ring)
{
	ring_buffer__free(ring->buffer);
	free(ring);
}

struct samples {
	struct perf_buffer *buffer;
	uint64_t sum;
	long count;
};

static void add_sample(void *context, int cpu, void *data, uint32_t size)
{
	struct samples *samples = context;

	samples->sum += *(const uint64_t *)data;
	samples->count++;
}

struct samples *twin_perf_open(int fd, int pages)
{
	struct samples *samples = calloc(1, sizeof(*samples));

	if (!samples)
		return NULL;
	samples->buffer = perf_buffer__new(fd, pages, add_sample, NULL, samples, NULL);
	if (!samples->buffer) {
		free(samples);
		return NULL;
	}
	return samples;
}

long twin_perf_consume(struct samples *samples)
{
	int error;

	samples->count = 0;
	error = perf_buffer__consume(samples->buffer);
	return error ? error : samples->count;
}

long twin_perf_sum(struct samples *samples)
{
	return samples->sum;
}

void twin_perf_close(struct samples *samples)
{
	perf_buffer__free(samples->buffer);
	free(samples);
}

struct key {
	uint32_t id;
	uint32_t operation;
	uint32_t address;
	int32_t error;
};

struct keys {
	int count;
	uint32_t mask;
	struct key *all;
	struct slot {
		struct key key;
		uint64_t value;
		int used;
	} *slots;
};

static uint32_t hash_key(const struct key *key)
{
	uint64_t words[2], hash;

	memcpy(words, key, sizeof(words));
	hash = (words[0] * 0x9e3779b97f4a7c15ull ^ words[1]) * 0x9e3779b97f4a7c15ull;
	return hash >> 32;
}

static struct slot *find_key(struct keys *keys, const struct key *key)
{
	uint32_t i = hash_key(key) & keys->mask;

	while (keys->slots[i].used && memcmp(&keys->slots[i].key, key, sizeof(*key)))
		i = (i + 1) & keys->mask;
	return &keys->slots[i];
}

void twin_keys_close(struct keys *keys)
{
	if (!keys)
		return;
	free(keys->all);
	free(keys->slots);
	free(keys);
}

struct keys *twin_keys_open(int count)
{
	static const int errors[] = {2, 11, 13, 22};
	struct keys *keys = calloc(1, sizeof(*keys));
	int i;

	if (!keys)
		return NULL;
	for (keys->mask = 1; keys->mask < 2u * count; keys->mask *= 2)
		;
	keys->all = calloc(count, sizeof(*keys->all));
	keys->slots = calloc(keys->mask, sizeof(*keys->slots));
	keys->mask--;
	if (!keys->all || !keys->slots) {
		twin_keys_close(keys);
		return NULL;
	}
	for (i = 0; i < count; i++) {
		keys->all[i] = (struct key){i * 2654435761u, i % 5, i * 2654435u, -errors[i % 4]};
		*find_key(keys, &keys->all[i]) = (struct slot){keys->all[i], 0, 1};
	}
	keys->count = count;
	return keys;
}

long twin_keys_decode(struct keys *keys)
{
	static const char *const operations[] = {"read", "write", "flush", "discard"};
	char id[12], operation[24], address[INET_ADDRSTRLEN];
	long characters = 0;
	int i;

	for (i = 0; i < keys->count; i++) {
		const struct key *key = &keys->all[i];

		characters += snprintf(id, sizeof(id), "%u", key->id);
		if (key->operation < 4)
			characters += strlen(strcpy(operation, operations[key->operation]));
		else
			characters += snprintf(operation, sizeof(operation), "unknown:%u", key->operation);
		characters += strlen(inet_ntop(AF_INET, &key->address, address, sizeof(address)));
		characters += strlen(strerrorname_np(-key->error));
	}
	return characters;
}

long twin_keys_find(struct keys *keys)
{
	long found = 0;
	int i;

	for (i = 0; i < keys->count; i++) {
		struct slot *slot = find_key(keys, &keys->all[i]);

		slot->value++;
		found += slot->used;
	}
	return found;
}

struct symbol {
	unsigned long long address;
	char *name;
};

static int compare_symbols(const void *left, const void *right)
{
	const struct symbol *a = left, *b = right;

	return a->address < b->address ? -1 : a->address > b->address;
}

long twin_parse_symbols(const char *path)
{
	struct symbol *symbols = NULL;
	long count = 0, room = 0, i;
	char line[1024], name[512];
	FILE *file = fopen(path, "r");

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		unsigned long long address;
		char type;

		if (sscanf(line, "%llx %c %511s", &address, &type, name) != 3)
			continue;
		if (count == room) {
			room = room ? 2 * room : 1024;
			symbols = realloc(symbols, room * sizeof(*symbols));
		}
		symbols[count].address = address;
		symbols[count++].name = strdup(name);
	}
	fclose(file);
	qsort(symbols, count, sizeof(*symbols), compare_symbols);
	for (i = 0; i < count; i++)
		free(symbols[i].name);
	free(symbols);
	return count;
}

/* System calls that do next to nothing. */
long twin_getpid(int times)
{
	for (int i = 0; i < times; i++)
		syscall(SYS_getpid);
	return times;
}

struct pong {
	int in;
	int out;
	int times;
};

static void on_first_cpu(pthread_t thread)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	pthread_setaffinity_np(thread, sizeof(first), &first);
}

static void *pong(void *argument)
{
	struct pong *pong = argument;
	char byte;

	for (int i = 0; i < pong->times; i++)
		if (read(pong->in, &byte, 1) != 1 || write(pong->out, &byte, 1) != 1)
			break;
	return NULL;
}

/* Two threads on one CPU that wake each other, there and back for each time. */
static int exchange(int in, int out, struct pong other)
{
	cpu_set_t before;
	pthread_t thread;
	char byte = 0;
	int done;

	pthread_getaffinity_np(pthread_self(), sizeof(before), &before);
	done = -pthread_create(&thread, NULL, pong, &other);
	if (done)
		return done;
	on_first_cpu(pthread_self());
	on_first_cpu(thread);
	while (done < other.times && write(out, &byte, 1) == 1 && read(in, &byte, 1) == 1)
		done++;
	pthread_join(thread, NULL);
	pthread_setaffinity_np(pthread_self(), sizeof(before), &before);
	return done;
}

/* By pipes: two switches for each time. */
long twin_ping_pong(int times)
{
	int there[2], back[2], done = 0;

	if (pipe(there))
		return -errno;
	if (pipe(back)) {
		done = -errno;
		close(there[0]);
		close(there[1]);
		return done;
	}
	done = exchange(back[0], there[1], (struct pong){.in = there[0], .out = back[1], .times = times});
	close(there[0]);
	close(there[1]);
	close(back[0]);
	close(back[1]);
	return done;
}

/* By a TCP connection over the loopback device: a request and a response for each time. */
long twin_tcp(int times)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), accepted = -1;
	socklen_t size = sizeof(address);
	int one = 1, done;

	if (bind(server, (struct sockaddr *)&address, size) || listen(server, 1) ||
	    getsockname(server, (struct sockaddr *)&address, &size) || connect(client, (struct sockaddr *)&address, size)) {
		done = -errno;
	} else {
		accepted = accept(server, NULL, NULL);
		setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		done = exchange(client, client, (struct pong){.in = accepted, .out = accepted, .times = times});
	}
	close(accepted);
	close(client);
	close(server);
	return done;
}

/* Of one table: in state 0A, which listens, the receive queue is those who wait. */
static long waiting_in(const char *table, unsigned int port)
{
	unsigned int local, state, waiting;
	FILE *file = fopen(table, "r");
	char *line = NULL;
	size_t room = 0;
	long sum = 0;

	if (!file)
		return -errno;
	while (getline(&line, &room, file) > 0)
		if (sscanf(line, " %*d: %*[^:]:%x %*s %x %*[^:]:%x", &local, &state, &waiting) == 3 && state == 0x0a && local == port)
			sum += waiting;
	free(line);
	fclose(file);
	return sum;
}

/* Who waits to be accepted, as the kernel's tables of sockets tell it. */
long twin_waiting(int port)
{
	long four = waiting_in("/proc/net/tcp", port), six = waiting_in("/proc/net/tcp6", port);

	return four < 0 ? four : six < 0 ? six : four + six;
}

/* Writes of 4 KiB past the page cache. */
long twin_direct_io(const char *path, int times)
{
	int done = 0, fd = open(path, O_WRONLY | O_CREAT | O_DIRECT, 0600);
	void *block;

	if (fd < 0)
		return -errno;
	block = memalign(4096, 4096);
	if (block) {
		memset(block, 0, 4096);
		while (done < times && pwrite(fd, block, 4096, 0) == 4096)
			done++;
		free(block);
	}
	close(fd);
	return done;
}
