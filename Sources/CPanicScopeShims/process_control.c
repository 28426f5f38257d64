#define _GNU_SOURCE
#include "process_control.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long result(long value) { return value < 0 ? -(long)errno : value; }

long pcs_bpf(int command, void *attributes, unsigned size) {
  return result(syscall(SYS_bpf, command, attributes, size));
}

long pcs_perf_event_open(void *attributes, int process, int cpu, int group, unsigned long flags) {
  return result(syscall(SYS_perf_event_open, attributes, process, cpu, group, flags));
}

long pcs_ioctl(int descriptor, unsigned long request, unsigned long argument) {
  return result(ioctl(descriptor, request, argument));
}

long pcs_pidfd_open(int process) { return result(syscall(SYS_pidfd_open, process, 0)); }

long pcs_pidfd_send_signal(int descriptor, int number) {
  return result(syscall(SYS_pidfd_send_signal, descriptor, number, NULL, 0));
}

long pcs_pipe(int ends[2]) { return result(pipe2(ends, O_CLOEXEC)); }

long pcs_process_read(int process, uint64_t address, void *buffer, size_t count) {
  struct iovec local = {buffer, count};
  struct iovec remote = {(void *)(uintptr_t)address, count};
  return result(process_vm_readv(process, &local, 1, &remote, 1, 0));
}

// Between fork and exec only what is safe in a signal handler.
static void run_child(
    const char *path, char *const arguments[], char *const environment[], int gate, int opener,
    int failure) {
  close(opener);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  char go;
  ssize_t count;
  do { count = read(gate, &go, 1); } while (count < 0 && errno == EINTR);
  if (count != 1) _exit(127);
  execve(path, arguments, environment);
  int code = errno;
  if (write(failure, &code, sizeof code) < 0) _exit(126);
  _exit(127);
}

long pcs_launch(
    const char *path, char *const arguments[], char *const environment[], int gate, int opener,
    int failure) {
  pid_t child = fork();
  if (child == 0) run_child(path, arguments, environment, gate, opener, failure);
  return result(child);
}

uint64_t pcs_load_acquire_64(const void *place) {
  return __atomic_load_n((const uint64_t *)place, __ATOMIC_ACQUIRE);
}

uint32_t pcs_load_acquire_32(const void *place) {
  return __atomic_load_n((const uint32_t *)place, __ATOMIC_ACQUIRE);
}

void pcs_store_release_64(void *place, uint64_t value) {
  __atomic_store_n((uint64_t *)place, value, __ATOMIC_RELEASE);
}
