extension LabProgram {
  /// Forty ways to call recover.
  static let shapes = LabProgram(
    "shapes",
    files: [
      "main.go": #"""
      // Forty ways to call recover. Each run takes one of them: what recover returned, and whether the
      // panic was stopped.
      package main

      import (
      	"os"
      	"reflect"
      	"runtime"
      	"sync"
      )

      func saw(value any) {
      	switch v := value.(type) {
      	case nil:
      		println("recover() = nil")
      	case string:
      		println("recover() =", v)
      	case error:
      		println("recover() =", v.Error())
      	}
      }

      //go:noinline
      func boom() { panic("boom") }

      // Function literals and functions.

      func s01() { defer func() { saw(recover()) }(); boom() }

      func s02rescue() { saw(recover()) }
      func s02()       { defer s02rescue(); boom() }

      func s03() { defer recover(); boom() }

      func s04() { f := func() { saw(recover()) }; defer f(); boom() }

      // Methods and method values.

      type s05type struct{ n int }

      func (v s05type) rescue() { saw(recover()) }
      func s05()                { defer s05type{1}.rescue(); boom() }

      type s06type struct{ n int }

      func (v *s06type) rescue() { saw(recover()) }
      func s06()                 { f := (&s06type{1}).rescue; defer f(); boom() }

      type s07type struct{ n int }

      func (v *s07type) rescue() { saw(recover()) }
      func s07()                 { defer (&s07type{1}).rescue(); boom() }

      type s08type struct{ n int }

      func (v s08type) rescue() { saw(recover()) }
      func s08()                { f := s08type{1}.rescue; defer f(); boom() }

      type s09rescuer interface{ rescue() }
      type s09type struct{ n int }

      func (v s09type) rescue() { saw(recover()) }

      //go:noinline
      func s09with(r s09rescuer) { defer r.rescue(); boom() }
      func s09()                 { s09with(s09type{1}) }

      type s10inner struct{ n int }
      type s10outer struct {
      	name string
      	s10inner
      }

      func (v *s10inner) rescue() { saw(recover()) }
      func s10() {
      	o := &s10outer{}
      	defer o.rescue()
      	boom()
      }

      type s11rescuer interface{ rescue() }
      type s11inner struct{ n int }
      type s11outer struct {
      	name string
      	s11inner
      }

      func (v *s11inner) rescue() { saw(recover()) }

      //go:noinline
      func s11with(r s11rescuer) { defer r.rescue(); boom() }
      func s11()                 { s11with(&s11outer{}) }

      type s12type struct{ n int }

      func (v *s12type) rescue() { saw(recover()) }
      func s12()                 { defer (*s12type).rescue(&s12type{1}); boom() }

      type s13rescuer interface{ rescue() }
      type s13type struct{ n int }

      func (v s13type) rescue() { saw(recover()) }

      //go:noinline
      func s13with(r s13rescuer) { f := r.rescue; defer f(); boom() }
      func s13()                 { s13with(&s13type{1}) }

      // Generic functions and methods.

      func s14rescue[T any](v T) { saw(recover()) }
      func s14()                 { defer s14rescue(1); boom() }

      type s15type[T any] struct{ v T }

      func (b *s15type[T]) rescue() { saw(recover()) }
      func s15()                    { defer (&s15type[string]{}).rescue(); boom() }

      // One frame too many, or too few.

      //go:noinline
      func s16helper() { saw(recover()) }
      func s16()       { defer func() { s16helper() }(); boom() }

      func s17() { defer func() { func() { saw(recover()) }() }(); boom() }

      func s18() { defer func() { defer recover() }(); boom() }

      func s19rescue() { saw(recover()) }
      func s19()       { defer func() { defer s19rescue() }(); boom() }

      func s20() {
      	defer func() { saw(recover()) }()
      	done := make(chan bool)
      	go func() { boom(); done <- true }()
      	<-done
      }

      // Reflection.

      func s21rescue() { saw(recover()) }
      func s21()       { defer func() { reflect.ValueOf(s21rescue).Call(nil) }(); boom() }

      func s22() {
      	f := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
      		saw(recover())
      		return nil
      	}).Interface().(func())
      	defer f()
      	boom()
      }

      type s23type struct{ n int }

      func (v *s23type) Rescue() { saw(recover()) }
      func s23() {
      	f := reflect.ValueOf(&s23type{1}).Method(0).Interface().(func())
      	defer f()
      	boom()
      }

      // What panics.

      func s24() { defer func() { saw(recover()) }() }

      var null *int

      func s25() { defer func() { saw(recover()) }(); println(*null) }

      var short = []int{1, 2, 3}

      func s26() { defer func() { saw(recover()) }(); n := len(os.Args) + 5; println(short[n]) }

      var noMap map[string]int

      func s27() { defer func() { saw(recover()) }(); noMap["key"] = 1 }

      func s28() { defer func() { saw(recover()); saw(recover()) }(); boom() }

      func s29() {
      	defer func() { saw(recover()); saw(recover()) }()
      	defer func() { panic("second") }()
      	boom()
      }

      func s30() {
      	defer func() { saw(recover()) }()
      	defer func() { saw(recover()); panic("second") }()
      	boom()
      }

      func s31inner() { defer func() { r := recover(); saw(r); panic(r) }(); boom() }
      func s31()      { defer func() { saw(recover()) }(); s31inner() }

      // Never deferred, or not as it seems.

      func s32() { saw(recover()); boom() }

      func s33make() func() { return func() { saw(recover()) } }
      func s33()            { defer s33make(); boom() }

      func s34() { var once sync.Once; defer once.Do(func() { saw(recover()) }); boom() }

      func s35make() func() { return func() { saw(recover()) } }
      func s35()            { defer s35make()(); boom() }

      func s36() { defer saw(recover()); boom() }

      func s37empty() {}
      func s37()      { defer func() { saw(recover()) }(); defer s37empty(); defer func() {}(); boom() }

      func s38() {
      	for i := 0; i < 2; i++ {
      		defer func() { saw(recover()) }()
      	}
      	boom()
      }

      func s39() { defer func() { saw(recover()) }(); panic(nil) }

      func s40() {
      	done := make(chan bool)
      	go func() {
      		defer close(done)
      		defer func() { saw(recover()) }()
      		runtime.Goexit()
      	}()
      	<-done
      }

      var shapes = []func(){
      	s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19, s20,
      	s21, s22, s23, s24, s25, s26, s27, s28, s29, s30, s31, s32, s33, s34, s35, s36, s37, s38, s39, s40,
      }

      func main() {
      	name := os.Args[1][1:]
      	shapes[int(name[0]-'0')*10+int(name[1]-'0')-1]()
      	println("returned")
      }
      """#,
      "quiet.go": quiet,
    ])
}
