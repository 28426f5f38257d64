#ifndef PANICSCOPE_PROCESS_CONTROL_H
#define PANICSCOPE_PROCESS_CONTROL_H

#include <stddef.h>
#include <stdint.h>

// System calls that the C library has no function for, or that Swift cannot call. All return a
// negative errno on failure.

long pcs_bpf(int command, void *attributes, unsigned size);
long pcs_perf_event_open(void *attributes, int process, int cpu, int group, unsigned long flags);
long pcs_ioctl(int descriptor, unsigned long request, unsigned long argument);
long pcs_pidfd_open(int process);
long pcs_pidfd_send_signal(int descriptor, int number);
// Both ends are closed on execution.
long pcs_pipe(int ends[2]);

// Bytes read from another process's memory; fewer than `count` where the rest is not mapped.
long pcs_process_read(int process, uint64_t address, void *buffer, size_t count);

// Forks a child that waits for a byte on `gate` before it executes `path`; an end of file there ends
// it. `opener` is the other end of `gate`, which the child must not hold. When the execution fails the child writes its errno to `failure`, which the execution closes.
// No signal is blocked in it, and SIGPIPE and SIGXFSZ, which this tool ignores, end it as usual.
long pcs_launch(
    const char *path, char *const arguments[], char *const environment[], int gate, int opener,
    int failure);

// Words that the kernel or another thread shares.
uint64_t pcs_load_acquire_64(const void *place);
uint32_t pcs_load_acquire_32(const void *place);
void pcs_store_release_64(void *place, uint64_t value);

#endif
