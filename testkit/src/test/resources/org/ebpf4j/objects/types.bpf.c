// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Types of every shape that C has, to be printed again. Nothing runs. */
#include <ebpf4j.bpf.h>

enum colour { RED, GREEN = -5, BLUE = 0x7fffffff };
enum huge { HUGE_ONE = 1, HUGE_MAX = 0xffffffffffffffffULL };
enum huge_signed { HUGE_LOW = -0x7fffffffffffffffLL, HUGE_HIGH = 0x100000000LL };
enum small { SMALL_ONE = 1, SMALL_TWO } __attribute__((packed));

struct declared_only;
union either_declared_only;

struct empty {};

struct bits {
	int a : 3;
	unsigned int b : 5;
	unsigned int : 4;
	unsigned int c : 20;
	int : 0;
	unsigned long long d : 33;
	unsigned char e;
	unsigned short f : 9;
	_Bool g : 1;
};

struct gaps {
	char a;
	long b;
	char c;
	int d __attribute__((aligned(16)));
	char e;
} __attribute__((aligned(64)));

struct packed {
	char a;
	int b;
	long c;
	short d : 5;
} __attribute__((packed));

struct packed_holder {
	char before;
	struct packed inside;
	char behind;
};

typedef int (*callback)(struct declared_only *, const char *format, ...);
typedef callback callbacks[4];
typedef struct {
	int x, y;
} point;
typedef struct list list_t;

struct list {
	list_t *next;
	struct list **tail;
	struct list *const fixed;
	const volatile struct list *volatile *seen;
};

struct nested {
	union {
		int number;
		struct {
			short low;
			short high;
		};
		enum { NESTED_A, NESTED_B } choice;
	};
	struct {
		point corner[2][3];
	} shape;
	struct gaps gaps;
	union {
		char bytes[3];
		unsigned short half;
	} words[2];
	const char *const names[5];
	char (*row)[7];
	void (*handler)(int signal);
	void (*(*lookup)(const char *name, int (*order)(const void *, const void *)))(int);
	int (*table[2][2])(void);
	callbacks all;
	union either_declared_only *other;
	__int128 wide;
	enum colour colour;
	enum huge huge;
	enum huge_signed huge_signed;
	enum small small;
	double real;
	struct empty nothing;
	int flexible[];
};

struct left {
	struct right *right;
	point at;
};

struct right {
	struct left left[2];
	struct left *other;
};

struct bits use_bits;
struct packed_holder use_packed;
struct nested *use_nested;
struct right use_right;
struct list use_list;
const volatile callback use_callback;

__attribute__((noinline)) int use_function(struct left *left, point (*points)[2], enum colour colour)
{
	return left && points && colour == RED;
}

LICENSE("Dual BSD/GPL");
