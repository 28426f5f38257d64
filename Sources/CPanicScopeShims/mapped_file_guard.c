#define _GNU_SOURCE
#include "mapped_file_guard.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// Guards live in blocks that are never freed, so that the handler can walk them without a lock.
// `sequence` is odd while a guard is being changed; the handler takes only what it reads whole.
struct pcs_mapping_guard {
  atomic_uint sequence;
  atomic_bool in_use;
  atomic_bool damaged;
  atomic_uintptr_t start;
  atomic_uintptr_t end;
};

enum { guards_per_block = 64 };

struct guard_block {
  struct pcs_mapping_guard guards[guards_per_block];
  struct guard_block *next;
};

static _Atomic(struct guard_block *) first_block;
static struct sigaction previous_action;
static pthread_once_t install_once = PTHREAD_ONCE_INIT;
static uintptr_t page_size;

static bool replace_page(uintptr_t address) {
  struct guard_block *block = atomic_load_explicit(&first_block, memory_order_acquire);
  for (; block; block = block->next) {
    for (int i = 0; i < guards_per_block; i++) {
      struct pcs_mapping_guard *guard = &block->guards[i];
      unsigned before = atomic_load_explicit(&guard->sequence, memory_order_acquire);
      uintptr_t start = atomic_load_explicit(&guard->start, memory_order_acquire);
      uintptr_t end = atomic_load_explicit(&guard->end, memory_order_acquire);
      unsigned after = atomic_load_explicit(&guard->sequence, memory_order_acquire);
      if ((before & 1) || before != after || address < start || address >= end) continue;
      void *page = (void *)(address & ~(page_size - 1));
      void *zeros = mmap(page, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      if (zeros == MAP_FAILED) return false;
      atomic_store_explicit(&guard->damaged, true, memory_order_release);
      return true;
    }
  }
  return false;
}

static void on_bus_error(int signal_number, siginfo_t *info, void *context) {
  // A positive code comes from the kernel for a fault; kill() and tgkill() have no address.
  if (info->si_code > 0 && replace_page((uintptr_t)info->si_addr)) return;
  if (previous_action.sa_flags & SA_SIGINFO) {
    previous_action.sa_sigaction(signal_number, info, context);
  } else if (previous_action.sa_handler == SIG_IGN && info->si_code <= 0) {
    return;
  } else if (previous_action.sa_handler == SIG_DFL || previous_action.sa_handler == SIG_IGN) {
    // The instruction faults again and ends the process as it would have without us.
    signal(SIGBUS, SIG_DFL);
    if (info->si_code <= 0) raise(SIGBUS);
  } else {
    previous_action.sa_handler(signal_number);
  }
}

static void install_handler(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &previous_action);
}

static void set_range(pcs_mapping_guard *guard, uintptr_t start, uintptr_t end) {
  atomic_fetch_add_explicit(&guard->sequence, 1, memory_order_acq_rel);
  atomic_store_explicit(&guard->start, start, memory_order_release);
  atomic_store_explicit(&guard->end, end, memory_order_release);
  atomic_fetch_add_explicit(&guard->sequence, 1, memory_order_acq_rel);
}

static pcs_mapping_guard *claim_in(struct guard_block *block) {
  for (int i = 0; i < guards_per_block; i++) {
    bool expected = false;
    if (atomic_compare_exchange_strong(&block->guards[i].in_use, &expected, true))
      return &block->guards[i];
  }
  return NULL;
}

pcs_mapping_guard *pcs_mapping_guard_add(const void *start, size_t count) {
  pthread_once(&install_once, install_handler);
  pcs_mapping_guard *guard = NULL;
  struct guard_block *block = atomic_load_explicit(&first_block, memory_order_acquire);
  for (; block && !guard; block = block->next) guard = claim_in(block);
  if (!guard) {
    struct guard_block *fresh = calloc(1, sizeof *fresh);
    if (!fresh) return NULL;
    guard = claim_in(fresh);
    fresh->next = atomic_load_explicit(&first_block, memory_order_acquire);
    while (!atomic_compare_exchange_weak(&first_block, &fresh->next, fresh)) {}
  }
  atomic_store(&guard->damaged, false);
  set_range(guard, (uintptr_t)start, (uintptr_t)start + count);
  return guard;
}

bool pcs_mapping_guard_is_damaged(const pcs_mapping_guard *guard) {
  return atomic_load_explicit(&guard->damaged, memory_order_acquire);
}

void pcs_mapping_guard_remove(pcs_mapping_guard *guard) {
  set_range(guard, 0, 0);
  atomic_store(&guard->in_use, false);
}
