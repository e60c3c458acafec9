/** Where packages are published. */
export type Registry = 'npm' | 'PyPI' | 'Maven Central' | 'NuGet' | 'Go';

/** One version of one package, as its registry takes it. */
export interface BuiltPackage {
  readonly registry: Registry;
  /** As the registry writes it, such as `io.github.trailwatch:cdk-trailwatch`. */
  readonly name: string;
  readonly version: string;
  /** The files that are uploaded, or committed for Go. Absolute paths. */
  readonly files: readonly string[];
  /** What is bundled into it, as a CycloneDX document that is released beside it. Absolute path. */
  readonly billOfMaterials?: string;
  /** What is inside, if the package is an archive that tells. */
  readonly contents?: { readonly fileCount: number; readonly sizeBytes: number };
}

/** Folders that a builder reads and writes. Absolute paths. */
export interface PackageFolders {
  /** The repository, built. */
  readonly root: string;
  /** The packages, in a folder for each registry: `js`, `python`, `java`, `dotnet` and `go`. */
  readonly out: string;
}

/** Makes the packages of one language, or of one registry. One file each in this folder, listed in `package-builders.ts`. */
export interface PackageBuilder {
  /** For `--only` and messages, such as `npm`. */
  readonly name: string;
  /** What this machine lacks to build them, such as `dotnet`; undefined if it lacks nothing. */
  readonly missing: () => string | undefined;
  readonly build: (folders: PackageFolders) => Promise<readonly BuiltPackage[]>;
}
