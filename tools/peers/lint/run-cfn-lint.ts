import { runProcess } from '../run-process';
import type { SynthesizedTemplate } from '../scenario-templates';
import { type Finding, findingOf } from './finding';

interface Report {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/**
 * Lints the templates with one process of cfn-lint for each partition, for the Regions that they are deployed in, with the
 * specification that this version of it brings along. Finds errors, warnings, and its hints about practice and style.
 *
 * @param command the path of cfn-lint
 */
export async function runCfnLint(
  command: string,
  templates: readonly SynthesizedTemplate[],
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const partition of new Set(templates.map(partitionOf))) {
    const ofPartition = templates.filter((template) => partitionOf(template) === partition);
    found.push(...(await lintTogether(command, ofPartition)));
  }
  return found;
}

function partitionOf({ region }: SynthesizedTemplate): string {
  return /^(cn|us-gov)-/.exec(region)?.[1] ?? 'aws';
}

/** A template is linted for every Region of the others, too: each must have its types. */
async function lintTogether(command: string, templates: readonly SynthesizedTemplate[]): Promise<Finding[]> {
  const byFile = new Map(templates.map((template) => [template.file, template]));
  const regions = new Set(templates.map(({ region }) => region));
  const options = [
    '--format',
    'json',
    '--include-checks',
    'I',
    '--regions',
    ...regions,
    '--template',
    ...byFile.keys(),
  ];
  const { stdout, stderr } = await runProcess(command, options);
  return parseReports(stdout, stderr).map(({ Filename, Rule, Message, Location }) => {
    const template = byFile.get(Filename);
    if (template === undefined) throw new Error(`cfn-lint: ${Filename}: ${Message}`);
    const [section, logicalId] = Location.Path ?? [];
    const finding = { linter: 'cfn-lint', id: Rule.Id, message: Message } as const;
    return findingOf(finding, template, section === 'Resources' ? String(logicalId) : undefined);
  });
}

function parseReports(stdout: string, stderr: string): Report[] {
  try {
    return JSON.parse(stdout) as Report[];
  } catch {
    throw new Error(`cfn-lint gave no report:\n${stdout}\n${stderr}`);
  }
}
