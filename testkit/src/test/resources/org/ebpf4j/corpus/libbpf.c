// SPDX-License-Identifier: Apache-2.0
/*
 * What libbpf makes of objects, and what the kernel holds: a second opinion for the tests. Built with -lbpf, it takes commands on its input, one a
 * line, and ends each answer with a line "."; whatever it loads is gone from the kernel by then.
 *
 *     load FILE      "open ERRNO"; where that is 0, "load ERRNO" for the whole object or else for its maps alone; where that is 0, too, a line for
 *                    each map and each program: "map NAME PINNED INFO" and "program NAME ERRNO INFO". Where the whole object does not load, each
 *                    program is tried alone. "crash STATUS" where libbpf dies of it.
 *     map ID         "map INFO" of any map, as the kernel shows it
 *     program ID     "program INFO" likewise
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool verbose;

static int print(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return verbose && level < LIBBPF_DEBUG ? vfprintf(stderr, format, arguments) : 0;
}

/* Whether a map is frozen is said only here. */
static int frozen(int fd)
{
	char path[64], line[128];
	int answer = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "frozen: %d", &answer);
	if (file)
		fclose(file);
	return answer;
}

static void print_map(int fd)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size)) {
		printf("unknown");
		return;
	}
	printf("type=%u key=%u value=%u entries=%u flags=%#x extra=%llu name=%s btf=%d key_type=%u value_type=%u frozen=%d", info.type, info.key_size,
	       info.value_size, info.max_entries, info.map_flags, (unsigned long long)info.map_extra, info.name, info.btf_id != 0,
	       info.btf_key_type_id, info.btf_value_type_id, frozen(fd));
}

static void print_program(int fd)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size)) {
		printf("unknown");
		return;
	}
	printf("type=%u name=%s gpl=%u instructions=%u functions=%u lines=%u btf=%d attach_btf_id=%u tag=", info.type, info.name,
	       info.gpl_compatible, info.xlated_prog_len / 8, info.nr_func_info, info.nr_line_info, info.btf_id != 0,
	       info.attach_btf_id);
	for (int i = 0; i < BPF_TAG_SIZE; i++)
		printf("%02x", info.tag[i]);
}

static void map(__u32 id)
{
	int fd = bpf_map_get_fd_by_id(id);

	printf("map ");
	print_map(fd);
	printf("\n");
	if (fd >= 0)
		close(fd);
}

static void program(__u32 id)
{
	int fd = bpf_prog_get_fd_by_id(id);

	printf("program ");
	print_program(fd);
	printf("\n");
	if (fd >= 0)
		close(fd);
}

/* Pins are only looked at, not made. Returns 0 or an errno. */
static int load(struct bpf_object *object, const char *only, bool all)
{
	struct bpf_program *program;
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		bpf_map__set_pin_path(map, NULL);
	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, all || (only && !strcmp(bpf_program__name(program), only)));
	return bpf_object__load(object) ? errno : 0;
}

static void print_maps(struct bpf_object *loaded, struct bpf_object *opened)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, loaded) {
		struct bpf_map *declared = bpf_object__find_map_by_name(opened, bpf_map__name(map));

		printf("map %s %d ", bpf_map__name(map), declared && bpf_map__pin_path(declared));
		print_map(bpf_map__fd(map));
		printf("\n");
	}
}

static void print_loaded(struct bpf_object *loaded, const char *name, int error)
{
	printf("program %s %d ", name, error);
	if (!error)
		print_program(bpf_program__fd(bpf_object__find_program_by_name(loaded, name)));
	printf("\n");
}

static void load_file(const char *path)
{
	struct bpf_object *opened = bpf_object__open(path), *whole, *part;
	struct bpf_program *program;
	int error;

	printf("open %d\n", opened ? 0 : errno);
	if (!opened)
		return;
	whole = bpf_object__open(path);
	if (!load(whole, NULL, true)) {
		printf("load 0\n");
		print_maps(whole, opened);
		bpf_object__for_each_program(program, opened)
			print_loaded(whole, bpf_program__name(program), 0);
		return;
	}
	part = bpf_object__open(path);
	error = load(part, NULL, false);
	printf("load %d\n", error);
	if (error)
		return;
	print_maps(part, opened);
	bpf_object__for_each_program(program, opened) {
		bpf_object__close(part);
		part = bpf_object__open(path);
		error = load(part, bpf_program__name(program), false);
		print_loaded(part, bpf_program__name(program), error);
	}
}

/* In a process of its own, which may crash, and with which everything goes. */
static void load_apart(const char *path)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		load_file(path);
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status)
		printf("crash %d\n", status);
}

int main(void)
{
	char line[4096];

	verbose = getenv("VERBOSE") != NULL;
	libbpf_set_print(print);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, "load ", 5))
			load_apart(line + 5);
		else if (!strncmp(line, "map ", 4))
			map(strtoul(line + 4, NULL, 10));
		else if (!strncmp(line, "program ", 8))
			program(strtoul(line + 8, NULL, 10));
		printf(".\n");
		fflush(stdout);
	}
	return 0;
}
