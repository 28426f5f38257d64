#ifndef PANICSCOPE_MAPPED_FILE_GUARD_H
#define PANICSCOPE_MAPPED_FILE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

// Protection of mapped files against SIGBUS.
//
// A file that another process truncates while it is mapped raises SIGBUS at the first touch of a
// page that has gone. For addresses inside a guarded mapping the handler puts a page of zeros
// there, marks the mapping as damaged and lets the read go on. All other addresses go to the
// handler that was installed before.

typedef struct pcs_mapping_guard pcs_mapping_guard;

// Registers [start, start+count) and installs the handler on first use. NULL when out of memory.
pcs_mapping_guard *pcs_mapping_guard_add(const void *start, size_t count);

// True when a page of the mapping had to be replaced.
bool pcs_mapping_guard_is_damaged(const pcs_mapping_guard *guard);

// Call before the mapping is unmapped.
void pcs_mapping_guard_remove(pcs_mapping_guard *guard);

#endif
