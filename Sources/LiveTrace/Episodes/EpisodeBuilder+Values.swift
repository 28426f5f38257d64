import GoBinary
import PanicContract

extension EpisodeBuilder {
  /// The type of a panic's value and, where its memory was captured, its text.
  func value(of event: ProbeEvent) -> PanicValue? {
    guard let value = event.value, !event.missing.contains(.valueType) || value.type == 0 else {
      return nil
    }
    let memory = EventMemory(event, image: symbols.image, loadBias: event.loadBias)
    let process = GoProcess(image: symbols.image, memory: memory, loadBias: event.loadBias)
    guard options.showValues else {
      return PanicValue(typeName: value.type == 0 ? "nil" : process.type(at: value.type)?.name)
    }
    var found = process.panicValue(type: value.type, data: value.data)
    // A longer text was cut.
    if found.text == nil, found.typeName == "string", let text = value.text {
      found.text = String(decoding: text, as: UTF8.self) + "…"
    }
    return found
  }
}
