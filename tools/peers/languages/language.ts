import { cpSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The newest version of aws-cdk-lib that every registry has: Maven Central and Go's proxy get theirs later than npm and PyPI. Every
 * language synthesizes with it.
 */
export const CDK_VERSION = '2.263.0';

/** Where a language's project lies, and what it is made of. Absolute paths. */
export interface Room {
  /** For the project and all that its tools download or write. */
  readonly folder: string;
  /** What was built, in a folder for each language. */
  readonly packages: string;
  readonly version: string;
  /** What the apps synthesize to. */
  readonly out: string;
}

/** One language: a fresh project with the built package, and the same apps as in the others. */
export interface Language {
  readonly name: string;
  /** Why nothing can be run in it here; undefined if it can. */
  whyNot(): Promise<string | undefined>;
  /** Installs the package into a new project and synthesizes every app. */
  synthesize(room: Room): Promise<void>;
}

/** Copies a language's project and the rule file that the apps share into a folder. */
export function copyProject(language: string, folder: string): void {
  cpSync(join(__dirname, 'projects', language), folder, { recursive: true });
  cpSync(join(__dirname, 'projects/rules'), join(folder, 'rules'), { recursive: true });
}

/** The environment of an app: what it writes goes to `out`, and what jsii unpacks lies below the folder. */
export function appEnvironment({ folder, out }: Room): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CDK_OUTDIR: out,
    CDK_VALIDATION: 'false',
    JSII_RUNTIME_PACKAGE_CACHE_ROOT: join(folder, '../jsii'),
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  };
}
