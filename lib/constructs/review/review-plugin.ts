import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type {
  IPolicyValidationContextBeta1,
  IPolicyValidationPluginBeta1,
  PolicyValidationPluginReportBeta1,
  PolicyViolationBeta1,
} from 'aws-cdk-lib';
import type { Estate } from '../../core/estate/estate';
import type { ReadText } from '../../core/estate/source/add-stack';
import { readAssembly } from '../../core/estate/source/read-assembly';
import { readerWithin } from '../../core/estate/source/read-template';
import { type ReviewDocument, reviewDocument } from '../../core/review/document/review-document';
import {
  CHANGE_KINDS,
  failingChanges,
  type ReviewChange,
  unknownName,
} from '../../core/review/review-change';
import { builtPath, readPackage } from '../asset/package-root';
import { readBuiltInRules } from '../rule/rule-files';

const FILES = { sep, join, relative, realpathSync, statSync, readFileSync };

/** Properties of `ReviewPlugin`. */
export interface ReviewPluginProps {
  /**
   * The cloud assembly before the change, such as the saved `cdk.out` of the main branch. It must not be the output folder of
   * the app.
   */
  readonly baseFolder: string;

  /**
   * The changes that are violations: kinds such as `evidence-replaced` and `detection-lost`, `weaker` for all changes that
   * reduce protection, `unknown` for all changes whose effect the templates do not show, or `any`. docs/review/review.md of the
   * package lists the kinds.
   *
   * @default ['weaker', 'unknown']
   */
  readonly failOn?: string[];
}

/**
 * Compares the synthesized templates with previous ones, and reports as violations the changes that reduce protection, or may:
 * alerts that are no longer delivered, events that are no longer logged, rules that are removed or exclude more, evidence that
 * would be deleted, shorter retention. Violations fail the synthesis.
 *
 * Equivalent to `trailwatch review`, as part of the synthesis.
 *
 * @example
 * import { App } from 'aws-cdk-lib';
 * import { ReviewPlugin } from 'cdk-trailwatch';
 *
 * new App({ policyValidationBeta1: [new ReviewPlugin({ baseFolder: 'main/cdk.out' })] });
 */
export class ReviewPlugin implements IPolicyValidationPluginBeta1 {
  /** The name of the plugin in reports. */
  public readonly name = 'trailwatch-review';

  /** The kinds of changes that the plugin knows. */
  public readonly ruleIds?: string[] = Object.keys(CHANGE_KINDS);

  private readonly baseFolder: string;
  private readonly failOn: readonly string[];

  constructor(props: ReviewPluginProps) {
    this.baseFolder = props.baseFolder;
    this.failOn = props.failOn ?? ['weaker', 'unknown'];
    const [wrong] = this.failOn.flatMap((name) => unknownName(name) ?? []);
    if (wrong !== undefined) throw new Error(`failOn of ReviewPlugin: ${wrong}`);
    if (!existsSync(join(this.baseFolder, 'manifest.json')))
      throw new Error(
        `baseFolder of ReviewPlugin is '${this.baseFolder}': it has no manifest.json; name an output folder of cdk synth`,
      );
  }

  /** Reviews the templates. Called by the CDK at the end of the synthesis. */
  public validate(context: IPolicyValidationContextBeta1): PolicyValidationPluginReportBeta1 {
    const { templatePaths } = context;
    const folder = assemblyOf(templatePaths);
    if (folder === undefined) return { success: true, violations: [] };
    const head = readAssembly(folder, readFolder(folder));
    const document = reviewDocument({
      head,
      base: readAssembly(this.baseFolder, readFolder(this.baseFolder)),
      library: { version: readPackage().version, builtIn: readBuiltInRules, handlers },
    });
    const [problem] = document.problems;
    if (problem !== undefined) throw new Error(`the review could not read a file: ${problem}`);
    const failing = failingChanges(document.changes, this.failOn);
    return {
      success: failing.length === 0,
      violations: failing.map((change) => toViolation(change, { head, templatePaths })),
      metadata: summaryOf(document),
    };
  }
}

/** The hashes of the code of the Lambda handlers. */
function handlers(): ReadonlySet<string> {
  return new Set<string>(JSON.parse(readFileSync(builtPath('rules/handlers.json'), 'utf8')));
}

/** The outermost folder with a manifest: the templates of stages are in subfolders. */
function assemblyOf(templatePaths: readonly string[]): string | undefined {
  const [first] = templatePaths;
  if (first === undefined) return undefined;
  let folder = dirname(first);
  while (existsSync(join(dirname(folder), 'manifest.json')) && isPart(folder)) folder = dirname(folder);
  return folder;
}

/** Whether the manifest of the parent folder lists the folder. */
function isPart(folder: string): boolean {
  const manifest = readFileSync(join(dirname(folder), 'manifest.json'), 'utf8');
  return manifest.includes(JSON.stringify(folder.slice(dirname(folder).length + 1)));
}

interface Reviewed {
  readonly head: Estate;
  readonly templatePaths: readonly string[];
}

/**
 * The CDK does not print violations without a resource, and then the synthesis succeeds: a removed resource is reported on an
 * existing template. After another violation is acknowledged, only errors still fail the synthesis.
 */
function toViolation(
  { kind, effect, subject, message, file = '', logicalId = '' }: ReviewChange,
  { head: { stacks }, templatePaths }: Reviewed,
): PolicyViolationBeta1 {
  const [anyPath = ''] = templatePaths;
  const isThere = stacks.some(
    (stack) => stack.file === file && Object.hasOwn(stack.template.Resources, logicalId),
  );
  const place = isThere
    ? { resourceLogicalId: logicalId, templatePath: file }
    : { resourceLogicalId: subject, templatePath: anyPath };
  return {
    ruleName: kind,
    description: `${subject}: ${message}`,
    severity: 'error',
    ruleMetadata: { effect },
    violatingResources: [{ ...place, locations: [] }],
  };
}

function summaryOf({ verdict, changes, unknowns }: ReviewDocument): Record<string, string> {
  return { verdict, changes: String(changes.length), notKnown: String(unknowns.length) };
}

/** Reads files of a folder, excluding links that lead out of it. */
function readFolder(folder: string): ReadText {
  return readerWithin(folder, FILES, (error) => (error instanceof Error ? error.message : String(error)));
}
