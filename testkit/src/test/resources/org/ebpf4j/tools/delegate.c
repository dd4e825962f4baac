// SPDX-License-Identifier: Apache-2.0
/*
 * delegate DIRECTORY PROGRAM [ARGUMENT...]
 *
 * Runs a program in a user and mount namespace of its own, in which it is root without a capability outside, and mounts a BPF file system
 * at DIRECTORY there to which all of eBPF is delegated. With "nothing" before DIRECTORY, nothing is delegated. The file system is opened inside,
 * so that it belongs to the namespace; what is delegated is set outside, which takes CAP_SYS_ADMIN there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#define FSCONFIG_STRING 1
#define FSCONFIG_CREATE 6
#define MOVE_EMPTY_PATH 4

static void check(long result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(125);
	}
}

static void send_fd(int socket, int fd)
{
	char byte = 0, control[CMSG_SPACE(sizeof(fd))] = {0};
	struct iovec text = {&byte, 1};
	struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	check(sendmsg(socket, &message, 0), "sendmsg");
}

static int receive_fd(int socket)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec text = {&byte, 1};
	struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
	int fd;

	if (recvmsg(socket, &message, 0) != 1 || !CMSG_FIRSTHDR(&message)) {
		fprintf(stderr, "the other side ended\n");
		exit(125);
	}
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	check(fd, path);
	check(write(fd, text, strlen(text)), path);
	close(fd);
}

static void inside(int socket, const char *directory, char **program)
{
	int configuration, tree;
	char map[64];

	check(prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl");
	snprintf(map, sizeof(map), "0 %d 1", (int)geteuid());
	check(unshare(CLONE_NEWUSER | CLONE_NEWNS), "unshare");
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", map);
	write_file("/proc/self/gid_map", "0 0 1");
	check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "mount");
	configuration = syscall(SYS_fsopen, "bpf", 0);
	check(configuration, "fsopen");
	send_fd(socket, configuration);
	tree = receive_fd(socket);
	check(syscall(SYS_move_mount, tree, "", AT_FDCWD, directory, MOVE_EMPTY_PATH), "move_mount");
	close(tree);
	close(configuration);
	close(socket);
	execvp(program[0], program);
	check(-1, program[0]);
}

int main(int count, char **arguments)
{
	static const char *const delegated[] = {"delegate_cmds", "delegate_maps", "delegate_progs", "delegate_attachs"};
	int all = count < 2 || strcmp(arguments[1], "nothing"), first = all ? 1 : 2, sockets[2], configuration, tree, status;
	pid_t child;

	if (count < first + 2) {
		fprintf(stderr, "usage: delegate [nothing] DIRECTORY PROGRAM [ARGUMENT...]\n");
		return 125;
	}
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets), "socketpair");
	child = fork();
	check(child, "fork");
	if (child == 0) {
		close(sockets[0]);
		inside(sockets[1], arguments[first], arguments + first + 1);
	}
	close(sockets[1]);
	configuration = receive_fd(sockets[0]);
	for (int i = 0; all && i < 4; i++)
		check(syscall(SYS_fsconfig, configuration, FSCONFIG_STRING, delegated[i], "any", 0), delegated[i]);
	check(syscall(SYS_fsconfig, configuration, FSCONFIG_CREATE, NULL, NULL, 0), "fsconfig");
	tree = syscall(SYS_fsmount, configuration, 0, 0);
	check(tree, "fsmount");
	send_fd(sockets[0], tree);
	close(tree);
	close(configuration);
	check(waitpid(child, &status, 0), "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
