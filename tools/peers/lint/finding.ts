import type { SynthesizedTemplate } from '../scenario-templates';

/** The linters whose findings are heard. */
export type Linter = 'cfn-lint' | 'checkov';

/** What a linter has against a template. */
export interface Finding {
  readonly linter: Linter;
  /** Of the rule, such as `W3005` or `CKV_AWS_18`. */
  readonly id: string;
  readonly message: string;
  readonly scenario: string;
  readonly stackName: string;
  /** Of the resource; undefined when the finding is about the template as a whole. */
  readonly logicalId: string | undefined;
  readonly resourceType: string | undefined;
}

/** A finding about a resource of a template. */
export function findingOf(
  found: Pick<Finding, 'linter' | 'id' | 'message'>,
  { scenario, stackName, template }: SynthesizedTemplate,
  logicalId: string | undefined,
): Finding {
  const resourceType = logicalId === undefined ? undefined : template.Resources?.[logicalId]?.Type;
  return { ...found, scenario, stackName, logicalId, resourceType };
}

/** The finding in a line. */
export function renderFinding(finding: Finding): string {
  const { linter, id, scenario, stackName, resourceType = 'template', logicalId = '', message } = finding;
  return `${linter} ${id}: ${scenario}/${stackName} ${resourceType} ${logicalId}: ${message}`;
}
