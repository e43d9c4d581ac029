/*
 * Asks the processor for cache lines that will be written soon, each on its own: PREFETCHW on x86-64. C# has prefetching for
 * reading only, and a line that was fetched for reading is given up by the other processor a second time when it is written;
 * stores wait for that one after the other. Never faults, whatever the address; where the processor lacks it nothing happens.
 */
#include <stddef.h>

#define LINE 64

#if defined(__x86_64__)
#define FOR_WRITING __attribute__((target("prfchw")))
#else
#define FOR_WRITING
#endif

/* The first two lines behind each of count pointers that stand stride bytes apart, the first of them at places. */
FOR_WRITING void musubi_foresee_each(const char *places, int count, size_t stride)
{
    for (int i = 0; i < count; i++, places += stride) {
        const char *place = *(const char *const *)places;
        __builtin_prefetch(place, 1, 3);
        __builtin_prefetch(place + LINE, 1, 3);
    }
}

/* All lines of a piece of memory. */
FOR_WRITING void musubi_foresee_range(const char *start, size_t bytes)
{
    for (const char *end = start + bytes; start < end; start += LINE)
        __builtin_prefetch(start, 1, 3);
}
