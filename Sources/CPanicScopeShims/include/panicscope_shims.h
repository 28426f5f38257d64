#ifndef PANICSCOPE_SHIMS_H
#define PANICSCOPE_SHIMS_H
// What Swift cannot call itself. No logic here.
#endif
