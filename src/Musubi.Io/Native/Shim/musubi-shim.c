/*
 * Contains SIGBUS in memory that another process shares with us and may cut short at any time. Managed code cannot run in
 * a signal handler, so this is C. A fault within a registered range puts zero pages over the whole range and raises the
 * range's flag: the instruction goes on, and whoever reads the flag stops using the memory. Every other SIGBUS goes to the
 * handler that stood here before. The handler takes no lock, allocates nothing, and calls only mmap, which is a bare
 * system call. Registering and unregistering is serialised by the caller; the handler may run at any time beside them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#define SLOTS 8192

struct range {
    _Atomic uintptr_t start; /* 0: the slot is free */
    _Atomic size_t length;
    _Atomic(_Atomic uint32_t *) flag;
};

static struct range ranges[SLOTS];
static _Atomic int used; /* slots from here on were never taken */
static struct sigaction previous;
static int installed;

static int contain(uintptr_t address)
{
    int count = atomic_load(&used);
    for (int i = 0; i < count; i++) {
        uintptr_t start = atomic_load(&ranges[i].start);
        size_t length = atomic_load(&ranges[i].length);
        _Atomic uint32_t *flag = atomic_load(&ranges[i].flag);
        /* Read again: only an unchanged start says that the three belong together. */
        if (start == 0 || address - start >= length || start != atomic_load(&ranges[i].start))
            continue;
        atomic_store(flag, 1);
        return mmap((void *)start, length, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) != MAP_FAILED;
    }
    return 0;
}

static void on_bus_error(int number, siginfo_t *info, void *context)
{
    int error = errno;
    if (info->si_code > 0 && contain((uintptr_t)info->si_addr)) {
        errno = error;
        return;
    }
    errno = error;
    if (previous.sa_flags & SA_SIGINFO)
        previous.sa_sigaction(number, info, context);
    else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
        previous.sa_handler(number);
    else
        sigaction(SIGBUS, &previous, NULL); /* the instruction runs again and meets the default */
}

/* Once, after the runtime has set its own handlers. 0, or an errno. */
int musubi_shim_install(void)
{
    if (installed)
        return 0;
    struct sigaction ours = { .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART };
    ours.sa_sigaction = on_bus_error;
    sigemptyset(&ours.sa_mask);
    if (sigaction(SIGBUS, NULL, &previous) != 0 || sigaction(SIGBUS, &ours, NULL) != 0)
        return errno;
    installed = 1;
    return 0;
}

/* A slot, or -1 when all are taken. start and length are those of one whole mapping. */
int musubi_shim_register(void *start, size_t length, _Atomic uint32_t *flag)
{
    for (int i = 0; i < SLOTS; i++) {
        if (atomic_load(&ranges[i].start) != 0)
            continue;
        atomic_store(&ranges[i].length, length);
        atomic_store(&ranges[i].flag, flag);
        atomic_store(&ranges[i].start, (uintptr_t)start);
        if (i >= atomic_load(&used))
            atomic_store(&used, i + 1);
        return i;
    }
    return -1;
}

/* Before the range is unmapped, and when nobody reads it any more. */
void musubi_shim_unregister(int slot)
{
    atomic_store(&ranges[slot].start, 0);
}
