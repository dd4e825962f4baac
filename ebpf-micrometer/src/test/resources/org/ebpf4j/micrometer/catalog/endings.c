// SPDX-License-Identifier: Apache-2.0
/* How processes of several threads end, by the first argument. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_t first;

static void *wait_for_end(void *unused)
{
	return pause(), unused;
}

/* The first thread's end is waited for. */
static void *status_3(void *unused)
{
	pthread_join(first, NULL);
	exit(3);
	return unused;
}

static void *run_true(void *unused)
{
	execl("/bin/true", "true", (char *)NULL);
	exit(4);
	return unused;
}

static void *nothing(void *unused)
{
	usleep(10000);
	return unused;
}

int main(int count, char **words)
{
	const char *how = count > 1 ? words[1] : "";
	pthread_t other;

	first = pthread_self();
	if (!strcmp(how, "later")) {
		pthread_create(&other, NULL, status_3, NULL);
		pthread_exit(NULL);
	} else if (!strcmp(how, "another-program")) {
		pthread_create(&other, NULL, run_true, NULL);
		pause();
	} else if (!strcmp(how, "at-once")) {
		for (int i = 0; i < 8; i++)
			pthread_create(&other, NULL, wait_for_end, NULL);
		return 0;
	} else if (!strcmp(how, "one-by-one")) {
		for (int i = 0; i < 8; i++)
			pthread_create(&other, NULL, nothing, NULL);
		pthread_exit(NULL);
	}
	return 5;
}
