#ifndef PANICSCOPE_PROGRAM_ARGUMENTS_H
#define PANICSCOPE_PROGRAM_ARGUMENTS_H

// The words that this process was started with, its name first, NULL last; NULL where the C library does
// not tell. Swift reads them from /proc/self/cmdline, which fails without /proc and without a descriptor left.
char *const *pcs_program_arguments(void);

#endif
