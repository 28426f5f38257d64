/// A number and what it counts: `1 panic`, `3 panics`, `1 is`.
package func counted(_ number: Int, _ one: String, _ more: String? = nil) -> String {
  "\(number) " + (number == 1 ? one : more ?? one + "s")
}
