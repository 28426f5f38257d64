extension LabProgram {
  /// The article's example of inlining.
  static let inlining = LabProgram(
    "add",
    files: [
      "main.go": #"""
      // The article's example of inlining.
      package main

      func add(a, b int) int {
      	return a + b
      }

      func main() {
      	_ = add(1, 2)
      }
      """#
    ])
}
