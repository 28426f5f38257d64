/// What a run of the lab measured; `Scripts/record-lab` writes it.
enum RecordedResultsTable {
  static let machine = "Linux amd64"
  static let versions = ["1.21.13", "1.24.11", "1.25.5", "1.26.6", "1.27.3"]

  /// Experiment, program, reading, value and builds in columns.
  static let text = #"""
    shapes	shapes	s01	recover() = boom; returned	all
    shapes	shapes	s02	recover() = boom; returned	all
    shapes	shapes	s03	panic: boom; exit status 2	all
    shapes	shapes	s04	recover() = boom; returned	all
    shapes	shapes	s05	recover() = boom; returned	all
    shapes	shapes	s06	recover() = boom; returned	all
    shapes	shapes	s07	recover() = boom; returned	all
    shapes	shapes	s08	recover() = boom; returned	all
    shapes	shapes	s09	recover() = boom; returned	all
    shapes	shapes	s10	recover() = boom; returned	all
    shapes	shapes	s11	recover() = boom; returned	all
    shapes	shapes	s12	recover() = boom; returned	all
    shapes	shapes	s13	recover() = boom; returned	all
    shapes	shapes	s14	recover() = boom; returned	all
    shapes	shapes	s15	recover() = boom; returned	all
    shapes	shapes	s16	recover() = nil; panic: boom; exit status 2	all
    shapes	shapes	s17	recover() = nil; panic: boom; exit status 2	all
    shapes	shapes	s18	returned	all
    shapes	shapes	s19	recover() = nil; panic: boom; exit status 2	all
    shapes	shapes	s20	panic: boom; exit status 2	all
    shapes	shapes	s21	recover() = nil; panic: boom; exit status 2	all
    shapes	shapes	s22	recover() = boom; returned	all
    shapes	shapes	s23	recover() = boom; returned	all
    shapes	shapes	s24	recover() = nil; returned	all
    shapes	shapes	s25	recover() = runtime error: invalid memory address or nil pointer dereference; returned	all
    shapes	shapes	s26	recover() = runtime error: index out of range [7] with length 3; returned	all
    shapes	shapes	s27	recover() = assignment to entry in nil map; returned	all
    shapes	shapes	s28	recover() = boom; recover() = nil; returned	all
    shapes	shapes	s29	recover() = second; recover() = nil; returned	all
    shapes	shapes	s30	recover() = boom; recover() = second; returned	all
    shapes	shapes	s31	recover() = boom; recover() = boom; returned	all
    shapes	shapes	s32	recover() = nil; panic: boom; exit status 2	all
    shapes	shapes	s33	panic: boom; exit status 2	all
    shapes	shapes	s34	recover() = nil; panic: boom; exit status 2	all
    shapes	shapes	s35	recover() = boom; returned	all
    shapes	shapes	s36	recover() = nil; panic: boom; exit status 2	all
    shapes	shapes	s37	recover() = boom; returned	all
    shapes	shapes	s38	recover() = boom; recover() = nil; returned	all
    shapes	shapes	s39	recover() = panic called with nil argument; returned	Go 1.21, 1.24, 1.25, 1.26 (default, -l, -N -l, arm64)
    shapes	shapes	s39	recover() = runtime error: panic called with nil argument; returned	Go 1.27 (default, -l, -N -l, arm64)
    shapes	shapes	s40	recover() = nil; returned	all
    shapes	shapes	verdict s01	effective	all
    shapes	shapes	verdict s02	effective	all
    shapes	shapes	verdict s03	ineffective	all
    shapes	shapes	verdict s04	effective	all
    shapes	shapes	verdict s05	effective	all
    shapes	shapes	verdict s06	effective	all
    shapes	shapes	verdict s07	effective	all
    shapes	shapes	verdict s08	effective	all
    shapes	shapes	verdict s09	effective	all
    shapes	shapes	verdict s10	effective	all
    shapes	shapes	verdict s11	effective	all
    shapes	shapes	verdict s12	effective	all
    shapes	shapes	verdict s13	effective	all
    shapes	shapes	verdict s14	effective	all
    shapes	shapes	verdict s15	effective	all
    shapes	shapes	verdict s16	ineffective	all
    shapes	shapes	verdict s17	ineffective	all
    shapes	shapes	verdict s18	effective	all
    shapes	shapes	verdict s19	ineffective	all
    shapes	shapes	verdict s20	effective	all
    shapes	shapes	verdict s21	unknown	all
    shapes	shapes	verdict s22	unknown	all
    shapes	shapes	verdict s23	unknown	all
    shapes	shapes	verdict s24	effective	all
    shapes	shapes	verdict s25	effective	all
    shapes	shapes	verdict s26	effective	all
    shapes	shapes	verdict s27	effective	all
    shapes	shapes	verdict s28	effective	all
    shapes	shapes	verdict s29	effective	all
    shapes	shapes	verdict s30	effective	all
    shapes	shapes	verdict s31	effective	all
    shapes	shapes	verdict s32	unknown	all
    shapes	shapes	verdict s33	unknown	all
    shapes	shapes	verdict s34	ineffective	(default, -l, -N -l); Go 1.24, 1.25, 1.26, 1.27 (arm64)
    shapes	shapes	verdict s34	unknown	Go 1.21 (arm64)
    shapes	shapes	verdict s35	effective	all
    shapes	shapes	verdict s36	ineffective	all
    shapes	shapes	verdict s37	effective	all
    shapes	shapes	verdict s38	effective	all
    shapes	shapes	verdict s39	effective	all
    shapes	shapes	verdict s40	effective	all
    wrapper-inline	wrap	a	recover() = nil; panic: boom; exit status 2	Go 1.21, 1.26, 1.27 (default); (-l, -N -l)
    wrapper-inline	wrap	a	recover() = boom; returned	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	b	recover() = nil; panic: boom; exit status 2	all
    wrapper-inline	wrap	c	recover() = nil; panic: boom; exit status 2	Go 1.21, 1.26, 1.27 (default); (-l, -N -l)
    wrapper-inline	wrap	c	recover() = boom; returned	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	d	recover() = boom; returned	Go 1.21, 1.24, 1.25 (default)
    wrapper-inline	wrap	d	recover() = nil; panic: boom; exit status 2	(-l, -N -l); Go 1.26, 1.27 (default)
    wrapper-inline	wrap	e	recover() = boom; returned	Go 1.21, 1.24, 1.25 (default)
    wrapper-inline	wrap	e	recover() = nil; panic: boom; exit status 2	(-l, -N -l); Go 1.26, 1.27 (default)
    wrapper-inline	wrap	f	recover() = boom; returned	Go 1.21, 1.24, 1.25 (default)
    wrapper-inline	wrap	f	recover() = nil; panic: boom; exit status 2	(-l, -N -l); Go 1.26, 1.27 (default)
    wrapper-inline	wrap	g	recover() = boom; returned	Go 1.21, 1.24, 1.25 (default)
    wrapper-inline	wrap	g	recover() = nil; panic: boom; exit status 2	(-l, -N -l); Go 1.26, 1.27 (default)
    wrapper-inline	wrap	h	recover() = nil; panic: boom; exit status 2	all
    wrapper-inline	wrap	i	recover() = nil; panic: boom; exit status 2	Go 1.21, 1.26, 1.27 (default); (-l, -N -l)
    wrapper-inline	wrap	i	recover() = boom; returned	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	j	recover() = boom; returned	Go 1.21, 1.24, 1.25 (default)
    wrapper-inline	wrap	j	recover() = nil; panic: boom; exit status 2	(-l, -N -l); Go 1.26, 1.27 (default)
    wrapper-inline	wrap	k	recover() = nil; panic: boom; exit status 2	Go 1.21, 1.26, 1.27 (default); (-l, -N -l)
    wrapper-inline	wrap	k	recover() = boom; returned	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	l	recover() = nil; panic: boom; exit status 2	Go 1.21, 1.26, 1.27 (default); (-l, -N -l)
    wrapper-inline	wrap	l	recover() = boom; returned	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	verdict helperA	ineffective	Go 1.21, 1.26 (default); (-l, -N -l)
    wrapper-inline	wrap	verdict helperA	accidental	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	verdict helperA	unknown	Go 1.27 (default)
    wrapper-inline	wrap	verdict helperB	ineffective	all
    wrapper-inline	wrap	verdict helperC	ineffective	Go 1.21, 1.26, 1.27 (default); (-l, -N -l)
    wrapper-inline	wrap	verdict helperC	mixed	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	verdict helperD	accidental	Go 1.21, 1.24, 1.25 (default)
    wrapper-inline	wrap	verdict helperD	ineffective	(-l, -N -l); Go 1.26, 1.27 (default)
    wrapper-inline	wrap	verdict helperE	accidental	Go 1.21, 1.24, 1.25 (default)
    wrapper-inline	wrap	verdict helperE	ineffective	(-l, -N -l); Go 1.26, 1.27 (default)
    wrapper-inline	wrap	verdict helperF	unknown	(default)
    wrapper-inline	wrap	verdict helperF	ineffective	(-l, -N -l)
    wrapper-inline	wrap	verdict helperG	unknown	(default)
    wrapper-inline	wrap	verdict helperG	ineffective	(-l, -N -l)
    wrapper-inline	wrap	verdict helperH	ineffective	all
    wrapper-inline	wrap	verdict helperI	ineffective	Go 1.21, 1.26, 1.27 (default); (-l, -N -l)
    wrapper-inline	wrap	verdict helperI	accidental	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	verdict helperJ	unknown	(default)
    wrapper-inline	wrap	verdict helperJ	ineffective	(-l, -N -l)
    wrapper-inline	wrap	verdict helperK	ineffective	Go 1.21, 1.26 (default); (-l, -N -l)
    wrapper-inline	wrap	verdict helperK	accidental	Go 1.24, 1.25 (default)
    wrapper-inline	wrap	verdict helperK	unknown	Go 1.27 (default)
    wrapper-inline	wrap	verdict helperL	ineffective	Go 1.21, 1.26, 1.27 (default); (-l, -N -l)
    wrapper-inline	wrap	verdict helperL	accidental	Go 1.24, 1.25 (default)
    lowering	kinds	open	recovered boom; returned	all
    lowering	kinds	bad	recovered boom; returned	all
    lowering	kinds	loop	recovered boom; returned	all
    lowering	kinds	nine	recovered boom; returned	all
    lowering	kinds	defers of main.openDefer	1 open-coded	(default, -l)
    lowering	kinds	defers of main.openDefer	1 stack	(-N -l)
    lowering	kinds	defers of main.badDefer	3 open-coded	(default, -l)
    lowering	kinds	defers of main.badDefer	3 stack	(-N -l)
    lowering	kinds	defers of main.loopDefer	1 heap	all
    lowering	kinds	defers of main.nineDefer	9 stack	all
    lowering	kinds	main.openDefer calls runtime.deferproc	0	all
    lowering	kinds	main.openDefer calls runtime.deferprocStack	0	(default, -l)
    lowering	kinds	main.openDefer calls runtime.deferprocStack	1	(-N -l)
    lowering	kinds	main.openDefer calls runtime.deferreturn	1	(default, -l)
    lowering	kinds	main.openDefer calls runtime.deferreturn	2	(-N -l)
    lowering	kinds	main.loopDefer calls runtime.deferproc	1	all
    lowering	kinds	main.loopDefer calls runtime.deferprocStack	0	all
    lowering	kinds	main.loopDefer calls runtime.deferreturn	2	all
    lowering	kinds	main.nineDefer calls runtime.deferproc	0	all
    lowering	kinds	main.nineDefer calls runtime.deferprocStack	9	all
    lowering	kinds	main.nineDefer calls runtime.deferreturn	10	Go 1.21, 1.24 (default, -l, -N -l)
    lowering	kinds	main.nineDefer calls runtime.deferreturn	2	Go 1.25, 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	runtime.gopanic	nil-value-test, system-stack-test, malloc-test, preemption-test, locks-test, more-defers-test, started-test, open-coded-test, open-coded-test, recovered-test, more-defers-test, goexit-test, aborted-test, started-test, open-coded-test, aborted-test	Go 1.21 (default, -l, -N -l)
    lowering	kinds	runtime.gopanic	nil-value-test, system-stack-test, malloc-test, preemption-test, locks-test, more-defers-test	Go 1.24, 1.25, 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	runtime.addOneOpenDeferFrame.func1		Go 1.21 (default, -l, -N -l)
    lowering	kinds	runtime.runOpenDeferFrame	recovered-test	Go 1.21 (default, -l, -N -l)
    lowering	kinds	runtime.gorecover	no-panic-test, goexit-test, already-recovered-test, argp-test, recovered-mark	Go 1.21, 1.24, 1.25 (default, -l, -N -l)
    lowering	kinds	runtime.gorecover	no-panic-test, goexit-test, already-recovered-test, frame-walk, recovered-mark	Go 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	runtime.recovery	stack-test, stack-test, result-mark	Go 1.21 (default, -l, -N -l)
    lowering	kinds	runtime.recovery	open-coded-frame-test, inner-panic-test, goexit-test, param-test, stack-test, stack-test, result-mark	Go 1.24 (default, -l, -N -l)
    lowering	kinds	runtime.recovery	open-coded-frame-test, inner-panic-test, goexit-test, param-test, stack-test, stack-test	Go 1.25, 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	recover	argp	Go 1.21, 1.24, 1.25 (default, -l, -N -l)
    lowering	kinds	recover	frame-count	Go 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	open-coded	closureOffsets	Go 1.21 (default, -l, -N -l)
    lowering	kinds	open-coded	slotArray	Go 1.24, 1.25, 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	deferproc	returns 0 or 1	Go 1.21, 1.24 (default, -l, -N -l)
    lowering	kinds	deferproc	returns nothing	Go 1.25, 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	era	1.18-1.20, 1.21	Go 1.21 (default, -l, -N -l)
    lowering	kinds	era	1.22-1.24	Go 1.24 (default, -l, -N -l)
    lowering	kinds	era	1.25	Go 1.25 (default, -l, -N -l)
    lowering	kinds	era	1.26+	Go 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	runtime.(*_panic).nextDefer	deferreturn-test, same-panic-test, recovered-test, open-coded-frame-test, pending-test, next-frame-test, list-test, frame-test, range-func-test	Go 1.24, 1.25 (default, -l, -N -l)
    lowering	kinds	runtime.(*_panic).nextDefer	deferreturn-test, same-panic-test, recovered-test, open-coded-frame-test, pending-test, list-test, frame-test, range-func-test, next-frame-test	Go 1.26, 1.27 (default, -l, -N -l)
    lowering	kinds	runtime.gorecover.func1	gopanic-test, wrapper-test, second-frame-test, same-panic-test	Go 1.26, 1.27 (default, -l, -N -l)
    empty-defer	kinds	bad	recovered boom; returned	all
    empty-defer	kinds	defers of main.badDefer	3 open-coded	all
    empty-defer	kinds	main.badDefer calls main.empty	1	all
    empty-defer	kinds	main.badDefer calls main.simple	1	all
    empty-defer	kinds	main.badDefer calls runtime.deferproc	0	all
    empty-defer	kinds	main.badDefer calls runtime.deferreturn	1	all
    empty-defer	kinds	bad traced: outcome	recovered by main.badDefer.func1	all
    empty-defer	kinds	bad traced: recover() calls	main.badDefer.func1 recovers	all
    no-deferlist	chain	open-coded records at entry	0	all
    no-deferlist	chain	open-coded recovered	true	all
    no-deferlist	chain	open-coded records at the panic	0	all
    no-deferlist	chain	loop recovered	true	all
    no-deferlist	chain	loop records at the panic	2	all
    no-deferlist	chain	nine recovered	true	all
    no-deferlist	chain	nine records at the panic	9	all
    goroutine	badrecover	bad	panic: boom; exit status 2	all
    goroutine	badrecover	own	recovered boom; returned	all
    goroutine	badrecover	other	recover() = nil; returned	all
    goroutine	badrecover	verdict badRecover	effective	all
    goroutine	badrecover	verdict ownRecover	effective	all
    goroutine	badrecover	verdict otherPanics	effective	all
    goroutine	badrecover	bad traced: outcome	died	all
    goroutine	badrecover	bad traced: recover() calls	none met a panic	all
    goroutine	badrecover	own traced: outcome	recovered by main.ownRecover.func1.1	all
    goroutine	badrecover	own traced: recover() calls	main.ownRecover.func1.1 recovers	all
    depth	shapes	s01	recover() = boom; returned	all
    depth	shapes	s06	recover() = boom; returned	all
    depth	shapes	s16	recover() = nil; panic: boom; exit status 2	all
    depth	shapes	s17	recover() = nil; panic: boom; exit status 2	all
    depth	shapes	verdict s01	effective	all
    depth	shapes	verdict s16	ineffective	all
    depth	shapes	verdict s17	ineffective	all
    depth	shapes	s01 traced: outcome	recovered by main.s01.func1	all
    depth	shapes	s01 traced: recover() calls	main.s01.func1 recovers	all
    depth	shapes	s06 traced: outcome	recovered by main.(*s06type).rescue	all
    depth	shapes	s06 traced: recover() calls	main.(*s06type).rescue recovers	all
    depth	shapes	s16 traced: outcome	died	all
    depth	shapes	s16 traced: recover() calls	main.s16helper argp-differs	Go 1.21, 1.24, 1.25
    depth	shapes	s16 traced: recover() calls	main.s16helper frame-count	Go 1.26, 1.27
    depth	shapes	s17 traced: outcome	died	all
    depth	shapes	s17 traced: recover() calls	main.s17.func1.1 argp-differs	Go 1.21, 1.24, 1.25
    depth	shapes	s17 traced: recover() calls	main.s17.func1.1 frame-count	Go 1.26, 1.27
    rangefunc	rangefunc	body	recover() = nil; panic: boom; exit status 2	all
    rangefunc	rangefunc	defer	recover() = boom; returned	all
    rangefunc	rangefunc	beside	recover() = boom; returned	all
    rangefunc	rangefunc	iterator	the iterator recovered boom; panic: runtime error: range function recovered a loop body panic and did not resume panicking; exit status 2	all
    rangefunc	rangefunc	verdict inBody	ineffective	all
    rangefunc	rangefunc	verdict deferInBody	effective	all
    rangefunc	rangefunc	verdict besideBody	effective	all
    rangefunc	rangefunc	defers of main.deferInBody-range1	1 rangefunc	all
    rangefunc	rangefunc	body traced: outcome	died	all
    rangefunc	rangefunc	body traced: recover() calls	main.inBody.func1-range1 argp-differs	Go 1.24, 1.25 (default, -N -l)
    rangefunc	rangefunc	body traced: recover() calls	main.inBody.func1-range1 frame-count	Go 1.26, 1.27 (default, -N -l)
    defer-recover	deferrecover	direct	panic: boom; exit status 2	all
    defer-recover	deferrecover	in-literal	returned	all
    defer-recover	deferrecover	literal	returned	all
    defer-recover	deferrecover	argument	recover() = (0x0,0x0); panic: boom; exit status 2	all
    defer-recover	deferrecover	go vet	says nothing	all
    defer-recover	deferrecover	verdict direct	ineffective	all
    defer-recover	deferrecover	verdict inLiteral	effective	all
    defer-recover	deferrecover	verdict literal	effective	all
    defer-recover	deferrecover	verdict argument	ineffective	all
    nested-panic	nested	twice	recover() = first; recover() = nil; returned	all
    nested-panic	nested	newest	recover() = second; recover() = nil; returned	all
    nested-panic	nested	within	recover() = second; recover() = first; returned	all
    nested-panic	nested	again	recover() = first; recover() = again; returned	all
    nested-panic	nested	newest traced: outcome	recovered by main.newest.func1	all
    nested-panic	nested	newest traced: recover() calls	main.newest.func1 recovers, main.newest.func1 already-recovered	all
    nested-panic	nested	within traced: outcome	recovered by main.within.func1	all
    nested-panic	nested	within traced: recover() calls	main.within.func2.1 recovers, main.within.func1 recovers	all
    gopanic-entry	kinds	runtime.gopanic: before PUSHQ BP	leaq cmpq jbe	all
    gopanic-entry	kinds	runtime.gopanic: bytes below its entry	168	Go 1.21, 1.24, 1.25, 1.26
    gopanic-entry	kinds	runtime.gopanic: bytes below its entry	160	Go 1.27
    gopanic-entry	kinds	runtime.gopanic: AX is stored	at entry SP+8	all
    gopanic-entry	kinds	runtime.gopanic: BX is stored	at entry SP+16	all
    gopanic-entry	kinds	runtime.gopanic: R14 is stored	no	all
    gopanic-entry	kinds	runtime.gopanic: instructions until BP is its own	5	all
    gopanic-entry	kinds	runtime.gopanic: until SP is final	6	all
    gopanic-entry	kinds	open traced: outcome	recovered by main.openDefer.func1	all
    gopanic-entry	kinds	open traced: recover() calls	main.openDefer.func1 recovers	all
    gorecover-branches	kinds	runtime.gopanic	nil-value-test, system-stack-test, malloc-test, preemption-test, locks-test, more-defers-test, started-test, open-coded-test, open-coded-test, recovered-test, more-defers-test, goexit-test, aborted-test, started-test, open-coded-test, aborted-test	Go 1.21 (default, -s -w)
    gorecover-branches	kinds	runtime.gopanic	nil-value-test, system-stack-test, malloc-test, preemption-test, locks-test, more-defers-test	Go 1.24, 1.25, 1.26, 1.27 (default, -s -w)
    gorecover-branches	kinds	runtime.addOneOpenDeferFrame.func1		Go 1.21 (default, -s -w)
    gorecover-branches	kinds	runtime.runOpenDeferFrame	recovered-test	Go 1.21 (default, -s -w)
    gorecover-branches	kinds	runtime.gorecover	no-panic-test, goexit-test, already-recovered-test, argp-test, recovered-mark	Go 1.21, 1.24, 1.25 (default, -s -w)
    gorecover-branches	kinds	runtime.gorecover	no-panic-test, goexit-test, already-recovered-test, frame-walk, recovered-mark	Go 1.26, 1.27 (default, -s -w)
    gorecover-branches	kinds	runtime.recovery	stack-test, stack-test, result-mark	Go 1.21 (default, -s -w)
    gorecover-branches	kinds	runtime.recovery	open-coded-frame-test, inner-panic-test, goexit-test, param-test, stack-test, stack-test, result-mark	Go 1.24 (default, -s -w)
    gorecover-branches	kinds	runtime.recovery	open-coded-frame-test, inner-panic-test, goexit-test, param-test, stack-test, stack-test	Go 1.25, 1.26, 1.27 (default, -s -w)
    gorecover-branches	kinds	recover	argp	Go 1.21, 1.24, 1.25 (default, -s -w)
    gorecover-branches	kinds	recover	frame-count	Go 1.26, 1.27 (default, -s -w)
    gorecover-branches	kinds	open-coded	closureOffsets	Go 1.21 (default, -s -w)
    gorecover-branches	kinds	open-coded	slotArray	Go 1.24, 1.25, 1.26, 1.27 (default, -s -w)
    gorecover-branches	kinds	deferproc	returns 0 or 1	Go 1.21, 1.24 (default, -s -w)
    gorecover-branches	kinds	deferproc	returns nothing	Go 1.25, 1.26, 1.27 (default, -s -w)
    gorecover-branches	kinds	era	1.18-1.20, 1.21	Go 1.21 (default, -s -w)
    gorecover-branches	kinds	era	1.22-1.24	Go 1.24 (default, -s -w)
    gorecover-branches	kinds	era	1.25	Go 1.25 (default, -s -w)
    gorecover-branches	kinds	era	1.26+	Go 1.26, 1.27 (default, -s -w)
    gorecover-branches	kinds	runtime.(*_panic).nextDefer	deferreturn-test, same-panic-test, recovered-test, open-coded-frame-test, pending-test, next-frame-test, list-test, frame-test, range-func-test	Go 1.24, 1.25 (default, -s -w)
    gorecover-branches	kinds	runtime.(*_panic).nextDefer	deferreturn-test, same-panic-test, recovered-test, open-coded-frame-test, pending-test, list-test, frame-test, range-func-test, next-frame-test	Go 1.26, 1.27 (default, -s -w)
    gorecover-branches	kinds	runtime.gorecover.func1	gopanic-test, wrapper-test, second-frame-test, same-panic-test	Go 1.26, 1.27 (default, -s -w)
    callsites	kinds	open	recovered boom; returned	all
    callsites	kinds	helper	panic: boom; exit status 2	all
    callsites	kinds	recover() in main.openDefer.func1	effective	all
    callsites	kinds	recover() in main.rescue	effective	all
    callsites	kinds	recover() in main.helper	ineffective: too-deep	all
    callsites	kinds	targets of all calls of recover()	1	all
    window	kinds	runtime.deferreturn: before PUSHQ BP	cmpq jbe	Go 1.21, 1.27
    window	kinds	runtime.deferreturn: before PUSHQ BP	leaq cmpq jbe	Go 1.24, 1.25, 1.26
    window	kinds	runtime.deferreturn: bytes below its entry	48	Go 1.21
    window	kinds	runtime.deferreturn: bytes below its entry	136	Go 1.24, 1.25, 1.26
    window	kinds	runtime.deferreturn: bytes below its entry	128	Go 1.27
    window	kinds	runtime.deferreturn: AX is stored	no	all
    window	kinds	runtime.deferreturn: BX is stored	no	all
    window	kinds	runtime.deferreturn: R14 is stored	at entry SP-32	Go 1.21
    window	kinds	runtime.deferreturn: R14 is stored	no	Go 1.24, 1.25, 1.26, 1.27
    window	kinds	runtime.deferreturn: instructions until BP is its own	4	Go 1.21, 1.27
    window	kinds	runtime.deferreturn: instructions until BP is its own	5	Go 1.24, 1.25, 1.26
    window	kinds	runtime.deferreturn: until SP is final	5	Go 1.21, 1.27
    window	kinds	runtime.deferreturn: until SP is final	6	Go 1.24, 1.25, 1.26
    recovery-jump	kinds	open: goes on at	CALL runtime.deferreturn(SB)	all
    recovery-jump	kinds	open: AX	1	Go 1.21, 1.24
    recovery-jump	kinds	open: AX	not 1	Go 1.25, 1.26, 1.27
    recovery-jump	kinds	open: SP above that of the panic	40	all
    recovery-jump	kinds	loop: goes on at	TESTL AX, AX	Go 1.21, 1.24
    recovery-jump	kinds	loop: goes on at	CALL runtime.deferreturn(SB)	Go 1.25, 1.26, 1.27
    recovery-jump	kinds	loop: AX	1	Go 1.21, 1.24
    recovery-jump	kinds	loop: AX	not 1	Go 1.25, 1.26, 1.27
    recovery-jump	kinds	loop: SP above that of the panic	40	all
    sp-align	sp	ctl	recovered, SP%16 = 0	Go 1.21, 1.24, 1.25
    sp-align	sp	ctl	recovered, SP%16 = 8	Go 1.26, 1.27
    sp-align	sp	badbp	recovered	all
    sp-align	sp	asmnil	recovered	all
    sp-align	sp	push8	recovered, SP%16 = 8	Go 1.21, 1.24, 1.25
    sp-align	sp	push8	recovered, SP%16 = 0	Go 1.26, 1.27
    sp-align	sp	adj4	recovered, SP%16 = 12	Go 1.21, 1.24, 1.25
    sp-align	sp	adj4	recovered, SP%16 = 4	Go 1.26, 1.27
    sp-align	sp	heap-ctl	recovered, SP%16 = 8	Go 1.21, 1.24, 1.25
    sp-align	sp	heap-ctl	recovered, SP%16 = 0	Go 1.26, 1.27
    sp-align	sp	heap-badbp	recovered	all
    sp-align	sp	heap-asmnil	recovered	all
    sp-align	sp	heap-push8	recovered, SP%16 = 0	Go 1.21, 1.24, 1.25
    sp-align	sp	heap-push8	recovered, SP%16 = 8	Go 1.26, 1.27
    sp-align	sp	heap-adj4	recovered, SP%16 = 4	Go 1.21, 1.24, 1.25
    sp-align	sp	heap-adj4	recovered, SP%16 = 12	Go 1.26, 1.27
    sp-damage	sp	tracked8	traceback: unexpected SPWRITE function main.tracked8; fatal error: traceback; exit status 2	all
    sp-damage	sp	tracked4	traceback: unexpected SPWRITE function main.tracked4; fatal error: traceback; exit status 2	all
    sp-damage	sp	untracked8	traceback: unexpected SPWRITE function main.untracked8; fatal error: traceback; exit status 2	all
    sp-damage	sp	untracked4	traceback: unexpected SPWRITE function main.untracked4; fatal error: traceback; exit status 2	all
    sp-damage	sp	nilun4	traceback: unexpected SPWRITE function main.nilun4; fatal error: traceback; exit status 2	all
    sp-damage	sp	byte8	runtime: g 1: unexpected return pc for main.byte8 called from ADDRESS; fatal error: unknown caller pc; exit status 2	all
    sp-damage	sp	byte4	runtime: g 1: unexpected return pc for main.byte4 called from ADDRESS; fatal error: unknown caller pc; exit status 2	all
    sp-damage	sp	bytenil	runtime: g 1: unexpected return pc for main.bytenil called from ADDRESS; fatal error: unknown caller pc; exit status 2	all
    sp-damage	sp	smashret	runtime: g1: frame.sp=ADDRESS top=ADDRESS; fatal error: traceback did not unwind completely; exit status 2	all
    sp-damage	sp	byte24ret	runtime: g 1: unexpected return pc for runtime.sigpanic called from ADDRESS; fatal error: unknown caller pc; exit status 2	Go 1.21
    sp-damage	sp	byte24ret	unexpected fault address ADDRESS; fatal error: fault; exit status 2	Go 1.24, 1.25, 1.26, 1.27
    sp-damage	sp	wildsp	killed by signal 11	all
    sp-damage	sp	heap-tracked8	traceback: unexpected SPWRITE function main.tracked8; fatal error: traceback; exit status 2	all
    sp-damage	sp	heap-tracked4	traceback: unexpected SPWRITE function main.tracked4; fatal error: traceback; exit status 2	all
    sp-damage	sp	heap-untracked8	traceback: unexpected SPWRITE function main.untracked8; fatal error: traceback; exit status 2	all
    sp-damage	sp	heap-untracked4	traceback: unexpected SPWRITE function main.untracked4; fatal error: traceback; exit status 2	all
    sp-damage	sp	heap-nilun4	traceback: unexpected SPWRITE function main.nilun4; fatal error: traceback; exit status 2	all
    sp-damage	sp	heap-byte8	runtime: g 1: unexpected return pc for main.byte8 called from ADDRESS; fatal error: unknown caller pc; exit status 2	all
    sp-damage	sp	heap-byte4	runtime: g 1: unexpected return pc for main.byte4 called from ADDRESS; fatal error: unknown caller pc; exit status 2	all
    sp-damage	sp	heap-bytenil	runtime: g 1: unexpected return pc for main.bytenil called from ADDRESS; fatal error: unknown caller pc; exit status 2	all
    sp-damage	sp	heap-smashret	runtime: g1: frame.sp=ADDRESS top=ADDRESS; fatal error: traceback did not unwind completely; exit status 2	all
    sp-damage	sp	heap-byte24ret	unexpected fault address ADDRESS; fatal error: fault; exit status 2	all
    sp-damage	sp	heap-wildsp	killed by signal 11	all
    sp-damage	sp	findings PS601	main.nilun4, main.tracked4, main.tracked8, main.untracked4, main.untracked8, main.wildsp	all
    sp-damage	sp	findings PS602	main.byte24ret, main.byte4, main.byte8, main.bytenil, main.smashret	all
    signal-path	faults	nil	recovered; returned	all
    signal-path	faults	stack at runtime.sigtrampgo	gsignal	all
    signal-path	faults	stack at runtime.sighandler	gsignal	all
    signal-path	faults	stack at runtime.sigpanic	goroutine	all
    signal-path	faults	stack at runtime.gopanic	goroutine	all
    signal-path	faults	stack at runtime.gorecover	goroutine	all
    signal-path	faults	stack at runtime.recovery	g0	all
    signal-path	faults	nil traced: outcome	recovered by main.main.func1	all
    signal-path	faults	nil traced: recover() calls	main.main.func1 recovers	all
    faults	faults	nil	recovered; returned	all
    faults	faults	index	recovered; returned	all
    faults	faults	divide	recovered; returned	all
    faults	faults	shift	recovered; returned	all
    faults	faults	assertion	recovered; returned	all
    faults	faults	makeslice	recovered; returned	all
    faults	faults	nil-map	recovered; returned	all
    faults	faults	nil-func	recovered; returned	all
    faults	faults	close-twice	recovered; returned	all
    faults	faults	send-closed	recovered; returned	all
    faults	faults	waitgroup	recovered; returned	all
    faults	faults	error-panics	recovered; returned	all
    faults	faults	fault-allowed	recovered; returned	all
    faults	faults	fault	unexpected fault address ADDRESS; fatal error: fault; exit status 2	all
    faults	faults	kill-segv	SIGSEGV; exit status 2	all
    faults	faults	kill-abort	SIGABRT; exit status 2	all
    faults	faults	goroutine	panic: boom; exit status 2	all
    faults	faults	after-func	panic: boom; exit status 2	all
    faults	faults	finalizer	panic: boom; exit status 2	all
    faults	faults	unlock	fatal error: sync: unlock of unlocked mutex; exit status 2	all
    faults	faults	runlock	fatal error: sync: RUnlock of unlocked RWMutex; exit status 2	all
    faults	faults	deadlock	fatal error: all goroutines are asleep - deadlock!; exit status 2	all
    faults	faults	go-nil-func	fatal error: go of nil func value; exit status 2	all
    faults	faults	concurrent-map	fatal error: concurrent map writes; exit status 2	all
    faults	faults	stack-overflow	runtime: goroutine stack exceeds 1048576-byte limit; fatal error: stack overflow; exit status 2	all
    faults	faults	out-of-memory	fatal error: runtime: out of memory; exit status 2	all
    faults	faults	goexit-in-main	recover() = nil; returned; fatal error: no goroutines (main called runtime.Goexit) - deadlock!; exit status 2	all
    faults	faults	exit	exit status 3	all
    syscall	syscallpanic	syscall	recover() = boom; returned	all
    syscall	syscallpanic	raw	recover() = boom; returned	all
    syscall	syscallpanic	blocking	recover() = boom; returned	all
    syscall	syscallpanic	efault	recover() = bad address; returned	all
    cgo-callback	cgo	noop	recovered around C: boom; C functions left without their end: 0; returned	all
    cgo-callback	cgo	inner	recovered in the callback: boom; recover() = nil; C functions left without their end: 0; returned	all
    cgo-callback	cgo	outer	recovered around C: boom; C functions left without their end: 1; recovered around C: boom; C functions left without their end: 2; returned	all
    cgo-callback	cgo	nested	recovered around C: boom; C functions left without their end: 2; returned	all
    cgo-callback	cgo	nil	recovered around C: runtime error: invalid memory address or nil pointer dereference; C functions left without their end: 1; returned	all
    cgo-callback	cgo	goexit	recover() = nil; C functions left without their end: 1; returned	all
    cgo-callback	cgo	c-segv	SIGSEGV; exit status 2	all
    cgo-callback	cgo	c-segv-panic-on-fault	SIGSEGV; exit status 2	all
    cgo-callback	cgo	c-raise	SIGSEGV; exit status 2	all
    cgo-callback	cgo	c-abort	SIGABRT; exit status 2	all
    cgo-callback	cgo	stack before the call of C	the goroutine's	all
    cgo-callback	cgo	stack in the callback	the goroutine's	all
    cgo-callback	cgo	stack in C	g0's	all
    cgo-callback	cgo	stack in the function deferred around C	the goroutine's	all
    cgo-callback	cgo	recover() around C	boom	all
    cgo-callback	cgo	C functions left without their end	1	all
    cgo-callback	cgo	C can be called afterwards	true	all
    cgo-callback	cgo	stack at runtime.cgocallbackg	goroutine	all
    cgo-callback	cgo	stack at main.goCallback	goroutine	all
    cgo-callback	cgo	stack at runtime.gopanic	goroutine	all
    cgo-callback	cgo	stack at runtime.recovery	g0	all
    cgo-callback	cgo	once traced: outcome	recovered by main.outer.func1	all
    cgo-callback	cgo	once traced: recover() calls	main.outer.func1 recovers	all
    cgo-thread	cgo	thread-recover	recovered in the callback: boom; recover() = nil; C functions left without their end: 0; returned	all
    cgo-thread	cgo	thread-panic	panic: boom; exit status 2	all
    cgo-misalign	cgo	misalign-recover	recovered in the callback: boom; recover() = nil; C functions left without their end: 0; returned	all
    cgo-misalign	cgo	misalign-outer	recovered around C: boom; C functions left without their end: 1; returned	all
    inline-switch	add	go build -gcflags='-S' prints	a listing	all
    inline-switch	add	main.main in -S: bytes	1	all
    inline-switch	add	main.main in -S: calls	nothing	all
    inline-switch	add	main.add in -S: bytes	4	all
    inline-switch	add	main.add in -S: calls	nothing	all
    inline-switch	add	go build -gcflags='-l' prints	nothing	all
    inline-switch	add	go build -gcflags='-l -S' prints	a listing	all
    inline-switch	add	main.main in -l -S: bytes	42	all
    inline-switch	add	main.main in -l -S: calls	main.add, runtime.morestack_noctxt	all
    inline-switch	add	main.add in -l -S: bytes	4	all
    inline-switch	add	main.add in -l -S: calls	nothing	all
    path-cost	kinds	way of open: instructions	2448	Go 1.21
    path-cost	kinds	way of open: instructions	1982	Go 1.24
    path-cost	kinds	way of open: instructions	2097	Go 1.25
    path-cost	kinds	way of open: instructions	5992	Go 1.26
    path-cost	kinds	way of open: instructions	5921	Go 1.27
    path-cost	kinds	way of open: stack switches	4	Go 1.21, 1.24, 1.25
    path-cost	kinds	way of open: stack switches	6	Go 1.26, 1.27
    path-cost	kinds	way of open: bytes deep	312	Go 1.21, 1.27
    path-cost	kinds	way of open: bytes deep	288	Go 1.24, 1.25
    path-cost	kinds	way of open: bytes deep	320	Go 1.26
    path-cost	kinds	way of open: per cent with SP no multiple of 16	41	Go 1.21
    path-cost	kinds	way of open: per cent with SP no multiple of 16	46	Go 1.24
    path-cost	kinds	way of open: per cent with SP no multiple of 16	44	Go 1.25
    path-cost	kinds	way of open: per cent with SP no multiple of 16	54	Go 1.26
    path-cost	kinds	way of open: per cent with SP no multiple of 16	52	Go 1.27
    path-cost	kinds	way of open: end	resumed	all
    path-cost	kinds	way of nine: instructions	4057	Go 1.21
    path-cost	kinds	way of nine: instructions	1941	Go 1.24
    path-cost	kinds	way of nine: instructions	2036	Go 1.25
    path-cost	kinds	way of nine: instructions	6809	Go 1.26
    path-cost	kinds	way of nine: instructions	6748	Go 1.27
    path-cost	kinds	way of nine: stack switches	4	Go 1.21, 1.24, 1.25
    path-cost	kinds	way of nine: stack switches	6	Go 1.26, 1.27
    path-cost	kinds	way of nine: bytes deep	280	Go 1.21
    path-cost	kinds	way of nine: bytes deep	336	Go 1.24, 1.25
    path-cost	kinds	way of nine: bytes deep	352	Go 1.26
    path-cost	kinds	way of nine: bytes deep	344	Go 1.27
    path-cost	kinds	way of nine: per cent with SP no multiple of 16	31	Go 1.21
    path-cost	kinds	way of nine: per cent with SP no multiple of 16	49	Go 1.24
    path-cost	kinds	way of nine: per cent with SP no multiple of 16	48	Go 1.25
    path-cost	kinds	way of nine: per cent with SP no multiple of 16	53	Go 1.26
    path-cost	kinds	way of nine: per cent with SP no multiple of 16	58	Go 1.27
    path-cost	kinds	way of nine: end	resumed	all
    path-cost	counter	hardware counter	none (no such file or directory)	all
    stripped	kinds	open	recovered boom; returned	all
    stripped	kinds	helper	panic: boom; exit status 2	all
    stripped	kinds	verdict openDefer	effective	all
    stripped	kinds	verdict rescue	effective	all
    stripped	kinds	verdict helper	ineffective	all
    stripped	kinds	defers of main.openDefer	1 open-coded	all
    stripped	kinds	defers of main.badDefer	3 open-coded	all
    stripped	kinds	defers of main.loopDefer	1 heap	all
    stripped	kinds	defers of main.nineDefer	9 stack	all
    stripped	kinds	recover() in main.openDefer.func1	effective	all
    stripped	kinds	recover() in main.rescue	effective	all
    stripped	kinds	recover() in main.helper	ineffective: too-deep	all
    stripped	kinds	targets of all calls of recover()	1	all
    upgrade	wrap	recovers lost with Go 1.27	main.helperD, main.helperE, main.helperF, main.helperG, main.helperJ	Go 1.21
    upgrade	wrap	recovers lost with Go 1.27	main.helperA, main.helperC, main.helperD, main.helperE, main.helperF, main.helperG, main.helperI, main.helperJ, main.helperK, main.helperL	Go 1.24, 1.25
    upgrade	wrap	recovers lost with Go 1.27	none	Go 1.26, 1.27
    upgrade	wrap	recovers gained with Go 1.27	none	all
    upgrade	shapes	recovers lost with Go 1.27	none	all
    upgrade	shapes	recovers gained with Go 1.27	none	all
    """#
}
