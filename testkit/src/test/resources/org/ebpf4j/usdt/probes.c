// SPDX-License-Identifier: Apache-2.0
/*
 * USDT probes of x86-64 with every form of argument, written as <sys/sdt.h> would, but with registers and values of our choice. A library with -DLIBRARY, else a
 * program that reaches the probes as often as the lines that it reads say, and answers each with what the semaphores were.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>

#define BASE                                                                                                                                   \
	".ifndef _.stapsdt.base\n"                                                                                                             \
	".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n"                                                                \
	".weak _.stapsdt.base\n"                                                                                                               \
	".hidden _.stapsdt.base\n"                                                                                                             \
	"_.stapsdt.base: .space 1\n"                                                                                                           \
	".size _.stapsdt.base, 1\n"                                                                                                            \
	".popsection\n"                                                                                                                        \
	".endif\n"

#define PROBE(name, semaphore, arguments)                                                                                                      \
	"990: nop\n"                                                                                                                           \
	".pushsection .note.stapsdt,\"\",\"note\"\n"                                                                                           \
	".balign 4\n"                                                                                                                          \
	".4byte 992f - 991f, 994f - 993f, 3\n"                                                                                                 \
	"991: .asciz \"stapsdt\"\n"                                                                                                            \
	"992: .balign 4\n"                                                                                                                     \
	"993: .8byte 990b, _.stapsdt.base, " semaphore "\n"                                                                                    \
	".asciz \"ebpf4j\"\n"                                                                                                                  \
	".asciz \"" name "\"\n"                                                                                                                \
	".asciz \"" arguments "\"\n"                                                                                                           \
	"994: .balign 4\n"                                                                                                                     \
	".popsection\n" BASE

__attribute__((section(".probes"), visibility("hidden"))) volatile unsigned short ebpf4j_forms_semaphore;
__attribute__((section(".probes"), visibility("hidden"))) volatile unsigned short ebpf4j_twice_semaphore;

__attribute__((visibility("hidden"))) const long memory[] = {
	0x0102030405060708, -2, 0x7fffffff80000001, 4711,
};

static void forms(void)
{
	asm volatile("movabs $0x1122334455667788, %%rax\n"
		     "movabs $0xffffffff89abcdef, %%rbx\n"
		     "mov $0x89abcdef, %%ecx\n"
		     "mov $0x12348765, %%edx\n"
		     "mov $0x12348765, %%esi\n"
		     "mov $0xfffffffe, %%edi\n"
		     "mov $0xfffffffe, %%r8d\n"
		     "mov $-3, %%r9\n"
		     "lea memory(%%rip), %%r10\n" //
		     PROBE("forms", "ebpf4j_forms_semaphore",
			   "8@%%rax 4@%%ebx -4@%%ecx 2@%%dx -2@%%si 1@%%dil -1@%%r8b -8@%%r9 -4@$-5 4@$-5 8@(%%r10) -4@16(%%r10)")
		     :
		     :
		     : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10");
}

/* The last argument is the last byte of a page without another behind it. */
static void places(const char *last)
{
	asm volatile("lea memory+8(%%rip), %%r10\n"
		     "mov $1, %%r11d\n"
		     "mov $0xabcd, %%eax\n"
		     "mov %0, %%r12\n" //
		     PROBE("places", "0",
			   "8@-8(%%r10) 8@(%%r10,%%r11,8) -4@4(%%r10,%%r11,4) 2@-8(%%r10,%%r11) 1@%%ah 1@%%al 4@%%r11d 1@(%%r12)")
		     :
		     : "r"(last)
		     : "rax", "r10", "r11", "r12");
}

/* Two places, which keep their argument elsewhere. */
static void twice(long value)
{
	asm volatile("mov %0, %%rax\n" PROBE("twice", "ebpf4j_twice_semaphore", "8@%%rax 4@$1") : : "r"(value) : "rax");
	asm volatile("mov %0, %%r15\n" PROBE("twice", "ebpf4j_twice_semaphore", "8@%%r15 4@$2") : : "r"(value + 1) : "r15");
}

static void bare(void)
{
	asm volatile(PROBE("bare", "0", "") : :);
	asm volatile(PROBE("floating", "0", "8f@%%xmm0 4@$1") : :);
}

/* Reaches each probe that often; answers the semaphore of "forms", and above it that of "twice". */
int reach(int times)
{
	static char *last;

	if (!last) {
		char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		munmap(pages + 4096, 4096);
		last = pages + 4095;
		*last = 99;
	}
	for (int i = 0; i < times; i++) {
		forms();
		places(last);
		twice(i);
		bare();
	}
	return ebpf4j_forms_semaphore | ebpf4j_twice_semaphore << 16;
}

#ifndef LIBRARY
int main(void)
{
	int times;

	setvbuf(stdout, NULL, _IONBF, 0);
	printf("ready\n");
	while (scanf("%d", &times) == 1)
		printf("%d\n", reach(times));
	return 0;
}
#endif
