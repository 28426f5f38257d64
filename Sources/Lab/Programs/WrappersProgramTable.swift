extension LabProgram {
  /// Twelve deferred functions that may be inlined into a wrapper.
  static let wrappers = LabProgram(
    "wrap",
    files: [
      "main.go": #"""
      // Twelve deferred functions whose callee recovers: one frame too deep, so that recover must return
      // nil. Where the compiler inlines the function between into a wrapper of its own, it does not.
      package main

      import "os"

      func saw(value any) {
      	if value == nil {
      		println("recover() = nil")
      	} else {
      		println("recover() =", value.(string))
      	}
      }

      //go:noinline
      func boom() { panic("boom") }

      func helperA()           { saw(recover()) }
      func withArgument(n int) { helperA() }
      func a()                 { defer withArgument(1); boom() }

      func helperB() { saw(recover()) }
      func plain()   { helperB() }
      func b()       { defer plain(); boom() }

      func helperC() { saw(recover()) }
      func c()       { defer func(n int) { helperC() }(len(os.Args)); boom() }

      type value struct{ a, b int }

      func helperD()           { saw(recover()) }
      func (v value) methodD() { helperD() }
      func d()                 { f := value{1, 2}.methodD; sink = f; defer f(); boom() }

      type pointer struct{ n int }

      func helperE()              { saw(recover()) }
      func (p *pointer) methodE() { helperE() }
      func e()                    { f := (&pointer{1}).methodE; sink = f; defer f(); boom() }

      type rescuerF interface{ methodF() }

      func helperF()           { saw(recover()) }
      func (v value) methodF() { helperF() }

      //go:noinline
      func deferF(r rescuerF) { defer r.methodF(); boom() }
      func f()                { deferF(&value{3, 4}) }

      type rescuerG interface{ methodG() }
      type inner struct{ n int }
      type outer struct {
      	name string
      	inner
      }

      func helperG()            { saw(recover()) }
      func (i *inner) methodG() { helperG() }

      //go:noinline
      func deferG(r rescuerG) { defer r.methodG(); boom() }
      func g()                { deferG(&outer{}) }

      func helperH() { saw(recover()) }
      func h()       { defer func() { helperH() }(); boom() }

      func helperI()           { saw(recover()) }
      func general[T any](v T) { helperI() }
      func i()                 { defer general(3); boom() }

      type rescuerJ interface{ methodJ() }

      func helperJ()           { saw(recover()) }
      func (v value) methodJ() { helperJ() }

      //go:noinline
      func deferJ(r rescuerJ) { m := r.methodJ; sink = m; defer m(); boom() }
      func j()                { deferJ(&value{5, 6}) }

      func helperK()          { saw(recover()) }
      func variadic(v ...int) { helperK() }
      func k()                { defer variadic(1, 2); boom() }

      func helperL()              { saw(recover()) }
      func (p *pointer) methodL() { helperL() }
      func l()                    { defer (&pointer{1}).methodL(); boom() }

      var sink func()

      var shapes = []func(){a, b, c, d, e, f, g, h, i, j, k, l}

      func main() {
      	shapes[os.Args[1][0]-'a']()
      	println("returned")
      }
      """#,
      "quiet.go": quiet,
    ])
}
