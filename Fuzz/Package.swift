// swift-tools-version: 6.2
import PackageDescription

// Coverage-guided fuzzing of every reader. Built by `Fuzz/run`, which adds the sanitizers.

let package = Package(
  name: "panicscope-fuzz",
  dependencies: [.package(name: "panicscope", path: "..")],
  targets: [
    .executableTarget(
      name: "PanicScopeFuzz",
      dependencies: [.product(name: "PanicScope", package: "panicscope")],
      swiftSettings: [
        .swiftLanguageMode(.v6), .enableExperimentalFeature("Lifetimes"),
        // libFuzzer brings `main`.
        .unsafeFlags(["-parse-as-library"]),
      ])
  ]
)
