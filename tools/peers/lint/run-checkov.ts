import { runProcess } from '../run-process';
import type { SynthesizedTemplate } from '../scenario-templates';
import { type Finding, findingOf } from './finding';

interface Report {
  readonly results: { readonly passed_checks: readonly Check[]; readonly failed_checks: readonly Check[] };
}

interface Check {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_abs_path: string;
  /** `<type>.<logical id>` */
  readonly resource: string;
}

/**
 * Lints templates with checkov's CloudFormation checks, without the network.
 *
 * Throws on a template of which it checked nothing, unless it has no check for any type of it: what it cannot read it leaves out and
 * ends well.
 *
 * @param command the path of checkov
 */
export async function runCheckov(
  command: string,
  templates: readonly SynthesizedTemplate[],
): Promise<Finding[]> {
  const files = templates.flatMap(({ file }) => ['--file', file]);
  const options = ['--framework', 'cloudformation', '--output', 'json', '--compact'];
  const { stdout, stderr } = await runProcess(command, [...options, '--skip-download', ...files]);
  const { passed_checks, failed_checks } = parseReport(stdout, stderr).results;
  const read = new Set([...passed_checks, ...failed_checks].map((check) => check.file_abs_path));
  const unread = templates.filter(({ file, template }) => !read.has(file) && hasCheckedType(template));
  if (unread.length > 0) {
    throw new Error(`checkov checked nothing in ${unread.map(({ file }) => file).join(', ')}\n${stderr}`);
  }
  return failed_checks.map(({ check_id: id, check_name: message, file_abs_path, resource }) => {
    const template = templates.find(({ file }) => file === file_abs_path);
    if (template === undefined) throw new Error(`checkov: ${id} is about ${file_abs_path}`);
    return findingOf({ linter: 'checkov', id, message }, template, resource.split('.').at(-1));
  });
}

/** A service that checkov has no check for. */
const UNCHECKED = 'AWS::ObservabilityAdmin::';

function hasCheckedType({ Resources = {} }: SynthesizedTemplate['template']): boolean {
  return Object.values(Resources).some(({ Type }) => !Type.startsWith(UNCHECKED));
}

function parseReport(stdout: string, stderr: string): Report {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    throw new Error(`checkov gave no report:\n${stdout}\n${stderr}`);
  }
}
