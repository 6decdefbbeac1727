// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "reconcile",
  products: [.executable(name: "reconcile", targets: ["reconcile"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "ReconcileCore", dependencies: ["CYAML"], swiftSettings: settings),
    .target(
      name: "ReconcileHost",
      dependencies: [
        "ReconcileCore", "CLinux",
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "reconcile",
      dependencies: [
        "ReconcileCore", "ReconcileHost",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    // What the tests below share.
    .target(
      name: "Support", dependencies: ["ReconcileCore"], path: "Tests/Support",
      swiftSettings: settings),
    .testTarget(
      name: "ReconcileCoreTests", dependencies: ["ReconcileCore", "Support"],
      exclude: ["Cases", "Schema/validate.py"],
      swiftSettings: settings),
    .testTarget(
      name: "ReconcileHostTests",
      dependencies: [
        "ReconcileCore", "ReconcileHost", "CLinux", "Support",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      exclude: [
        "Graph/Cases", "Guests/Cases", "Netlink/Recorded", "Netplan/Cases", "Plan/Cases",
        "Status/Cases",
      ],
      swiftSettings: settings),
    // It runs the built program, so that is built first.
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["reconcile", "ReconcileCore", "ReconcileHost", "CLinux", "Support"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
