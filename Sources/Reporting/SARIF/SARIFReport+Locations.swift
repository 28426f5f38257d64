import PanicContract

extension SARIFReport {
  /// The source line; without one the binary itself, line 1, since GitHub refuses a whole file for
  /// one result without a physical location.
  func location(_ place: CodePlace, _ subject: AuditSubject, into writer: inout JSONWriter) {
    let source = place.location
    let path = options.pathMap.relative(
      source?.file ?? subject.path, mainModule: source == nil ? nil : subject.mainModule)
    writer.object("physicalLocation") {
      $0.object("artifactLocation") {
        $0.field("uri", uriReference(path.isEmpty ? "unknown" : path))
        $0.field("uriBaseId", "%SRCROOT%")
      }
      $0.object("region") { $0.field("startLine", max(1, source?.line ?? 1)) }
    }
    if let function = place.function {
      writer.array("logicalLocations", CollectionOfOne(function)) { writer, function in
        writer.object {
          $0.field("fullyQualifiedName", function)
          $0.field("kind", "function")
        }
      }
    }
    if let note = place.note { writer.message(note) }
  }

  /// From the cause to the effect, such as from the go statement to the panic.
  func codeFlow(_ path: [CodePlace], _ subject: AuditSubject, into writer: inout JSONWriter) {
    writer.array("codeFlows", CollectionOfOne(path)) { writer, path in
      writer.object {
        $0.array("threadFlows", CollectionOfOne(path)) { writer, path in
          writer.object {
            $0.array("locations", path) { writer, place in
              writer.object {
                $0.object("location") {
                  var told = place
                  told.note = place.note ?? place.function ?? "passes here"
                  location(told, subject, into: &$0)
                }
              }
            }
          }
        }
      }
    }
  }
}

extension JSONWriter {
  /// A SARIF message object; its text is never empty.
  mutating func message(_ text: String) {
    object("message") { $0.field("text", text.isEmpty ? "?" : text) }
  }
}
