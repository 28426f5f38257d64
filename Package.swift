// swift-tools-version: 6.2
import PackageDescription

// The floors of the house, ground floor first: a target imports only from lower floors.
// `Tests/ArchitectureTests` compares this file with the drawing in docs/how-it-works.md.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let testSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "panicscope",
  products: [
    .library(name: "PanicScope", targets: ["PanicScope"]),
    .executable(name: "panicscope", targets: ["PanicScopeCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Floor 0
    .target(name: "CPanicScopeShims"),
    .systemLibrary(
      name: "CCapstone", pkgConfig: "capstone", providers: [.apt(["libcapstone-dev"])]),
    .systemLibrary(name: "CMessageDigest", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // Floor 1
    .target(
      name: "ByteReading", dependencies: ["CPanicScopeShims", "CMessageDigest", "CZlib"],
      swiftSettings: settings),
    // Floor 2
    .target(name: "ObjectFile", dependencies: ["ByteReading"], swiftSettings: settings),
    .target(name: "MachineCode", dependencies: ["ByteReading"], swiftSettings: settings),
    .target(name: "GoRuntimeModel", swiftSettings: settings),
    // Floor 3
    .target(name: "PanicContract", dependencies: ["GoRuntimeModel"], swiftSettings: settings),
    .target(
      name: "GoBinary", dependencies: ["GoRuntimeModel", "ObjectFile", "ByteReading"],
      swiftSettings: settings),
    .target(
      name: "CapstoneText", dependencies: ["MachineCode", "CCapstone"], swiftSettings: settings),
    .target(
      name: "ProcessControl", dependencies: ["MachineCode", "ByteReading", "CPanicScopeShims"],
      swiftSettings: settings),
    // Floor 4
    .target(
      name: "StaticAudit",
      dependencies: [
        "PanicContract", "GoBinary", "MachineCode", "CapstoneText", "GoRuntimeModel",
        "ObjectFile", "ByteReading",
      ], swiftSettings: settings),
    .target(
      name: "LiveTrace",
      dependencies: [
        "PanicContract", "GoBinary", "ProcessControl", "MachineCode", "GoRuntimeModel",
        "ObjectFile", "ByteReading",
      ], swiftSettings: settings),
    .target(
      name: "PostMortem",
      dependencies: ["PanicContract", "GoBinary", "GoRuntimeModel", "ObjectFile", "ByteReading"],
      swiftSettings: settings),
    // Floor 5
    .target(
      name: "Reporting", dependencies: ["PanicContract", "GoRuntimeModel"], swiftSettings: settings),
    .target(
      name: "Lab", dependencies: ["PanicContract", "GoRuntimeModel", "ByteReading"],
      swiftSettings: settings),
    // Floor 6
    .target(
      name: "PanicScope",
      dependencies: [
        "StaticAudit", "LiveTrace", "PostMortem", "ProcessControl", "Reporting", "Lab",
        "PanicContract", "GoBinary", "GoRuntimeModel", "MachineCode", "ObjectFile", "ByteReading",
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: settings),
    // Floor 7
    .executableTarget(
      name: "PanicScopeCLI",
      dependencies: [
        "PanicScope", "Lab", "Reporting", "PanicContract", "ByteReading",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),
    // Tests
    .target(
      name: "TestSupport", dependencies: ["ByteReading"], path: "Tests/Support/TestSupport",
      swiftSettings: testSettings),
    .target(
      name: "CZydisOracle", path: "Tests/Support/CZydisOracle",
      linkerSettings: [.linkedLibrary("Zydis")]),
    .target(
      name: "CCapstoneOracle", dependencies: ["CCapstone"], path: "Tests/Support/CCapstoneOracle"),
    .testTarget(
      name: "MachineCodeTests",
      dependencies: [
        "MachineCode", "ObjectFile", "ByteReading", "TestSupport", "CZydisOracle",
        "CCapstoneOracle",
      ], swiftSettings: testSettings),
    .testTarget(
      name: "CapstoneTextTests", dependencies: ["CapstoneText", "MachineCode", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "ByteReadingTests", dependencies: ["ByteReading", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "ObjectFileTests", dependencies: ["ObjectFile", "ByteReading", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "GoRuntimeModelTests", dependencies: ["GoRuntimeModel", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "PanicContractTests", dependencies: ["PanicContract", "GoRuntimeModel"],
      swiftSettings: testSettings),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["PanicScope", "PanicContract", "GoRuntimeModel", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "GoBinaryTests",
      dependencies: ["GoBinary", "GoRuntimeModel", "ObjectFile", "ByteReading", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "ProcessControlTests", dependencies: ["ProcessControl", "ByteReading", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "LiveTraceTests",
      dependencies: [
        "LiveTrace", "ProcessControl", "PanicContract", "GoBinary", "GoRuntimeModel",
        "MachineCode", "ObjectFile", "ByteReading", "TestSupport",
      ], swiftSettings: testSettings),
    .testTarget(
      name: "PostMortemTests",
      dependencies: [
        "PostMortem", "PanicContract", "GoBinary", "GoRuntimeModel", "ObjectFile", "ByteReading",
        "TestSupport",
      ], swiftSettings: testSettings),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "PanicContract", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "LabTests",
      dependencies: ["Lab", "PanicScope", "PanicContract", "GoRuntimeModel", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "PanicScopeTests",
      dependencies: [
        "PanicScope", "Lab", "PanicContract", "GoRuntimeModel", "MachineCode", "ProcessControl",
        "TestSupport",
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "PanicScopeCLITests", dependencies: ["PanicScopeCLI", "PanicScope", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: testSettings),
    .testTarget(
      name: "HostileInputTests",
      dependencies: [
        "PanicScope", "StaticAudit", "GoBinary", "GoRuntimeModel", "ObjectFile", "ByteReading",
        "TestSupport",
      ], swiftSettings: testSettings),
    .testTarget(
      name: "StaticAuditTests",
      dependencies: [
        "StaticAudit", "GoBinary", "MachineCode", "ObjectFile", "ByteReading", "TestSupport",
      ], swiftSettings: testSettings),
    .testTarget(
      name: "TruthTests", dependencies: ["PanicScopeCLI", "PanicScope", "TestSupport"],
      swiftSettings: testSettings),
  ]
)
