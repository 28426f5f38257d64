#include "program_arguments.h"

#include <stddef.h>

static char *const *program_arguments;

// glibc hands them to every constructor.
__attribute__((constructor)) static void keep_arguments(int count, char **arguments) {
  if (count > 0) program_arguments = arguments;
}

char *const *pcs_program_arguments(void) { return program_arguments; }
