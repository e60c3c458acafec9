import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import {
  type IdentifiersOf,
  type ImportTemplate,
  importProblems,
  type ResourceToImport,
} from './import-problems';

/** A change set as it was asked for. */
export interface ChangeSet {
  readonly kind: string;
  /** `REVERT_DRIFT`, or empty: what differs from the template before is changed, and nothing else. */
  readonly mode: string;
  readonly template: ImportTemplate;
  readonly imports: readonly ResourceToImport[];
  readonly problems: readonly string[];
}

/** What a stack needs to know to judge its change sets. */
export interface StackSurroundings {
  readonly stackName: string;
  readonly stackId: string;
  readonly identifiersOf: IdentifiersOf;
  readonly isThere: (resource: ResourceToImport) => Promise<boolean>;
  /** The text of a template that was uploaded. */
  readonly readTemplate: (url: string) => Promise<string>;
}

type Parameters = Readonly<Record<string, string>>;

/**
 * One stack of CloudFormation, as far as the CDK's command line asks for it: change sets that import, judged by the rules
 * of CloudFormation, and change sets that update, which are only kept. Nothing is created or changed.
 */
export class ImportedStack {
  /** The change sets that were executed, in order. */
  readonly executed: ChangeSet[] = [];
  private body: string | undefined;
  private status = 'REVIEW_IN_PROGRESS';
  private pending: { readonly changeSet: ChangeSet; readonly body: string } | undefined;

  constructor(private readonly surroundings: StackSurroundings) {}

  /** The inside of the answer to an action; undefined where CloudFormation has nothing by that name. */
  async answer(action: string, parameters: Parameters): Promise<string | undefined> {
    const { stackId, stackName } = this.surroundings;
    const names = element('StackId', stackId) + element('StackName', stackName);
    const created = element('CreationTime', CREATED);
    switch (action) {
      case 'DescribeStacks': {
        if (this.body === undefined && this.pending === undefined) return undefined;
        const stack = names + created + element('StackStatus', this.status);
        return `<Stacks><member>${stack}</member></Stacks>`;
      }
      case 'GetTemplate':
        return element('TemplateBody', this.body ?? '{}');
      case 'CreateChangeSet':
        await this.createChangeSet(parameters);
        return element('Id', CHANGE_SET) + element('StackId', stackId);
      case 'DescribeChangeSet':
        return this.pending && names + created + describe(this.pending.changeSet, this.before());
      case 'ExecuteChangeSet':
        this.execute();
        return '';
      case 'DeleteChangeSet':
        this.pending = undefined;
        return '';
      case 'DescribeStackEvents':
        return '<StackEvents/>';
      default:
        throw new Error(`the stack does not know ${action}`);
    }
  }

  private before(): ImportTemplate | undefined {
    return this.body === undefined ? undefined : (parse(this.body) as ImportTemplate);
  }

  private async createChangeSet(parameters: Parameters): Promise<void> {
    const { identifiersOf, isThere, readTemplate } = this.surroundings;
    const body = parameters.TemplateBody ?? (await readTemplate(parameters.TemplateURL ?? ''));
    const template = parse(body) as ImportTemplate;
    const kind = parameters.ChangeSetType ?? '';
    const imports = importsIn(parameters);
    const problems =
      kind === 'IMPORT'
        ? [...importProblems({ before: this.before(), template, imports }, identifiersOf)]
        : [];
    for (const one of imports) {
      if (!(await isThere(one)))
        problems.push(`${one.logicalId} does not exist: ${JSON.stringify(one.identifier)}`);
    }
    const changeSet = { kind, mode: parameters.DeploymentMode ?? '', template, imports, problems };
    this.pending = { changeSet, body };
  }

  private execute(): void {
    if (this.pending === undefined) throw new Error('there is no change set to execute');
    const { changeSet, body } = this.pending;
    this.executed.push(changeSet);
    this.body = body;
    this.status = `${changeSet.kind}_COMPLETE`;
    this.pending = undefined;
  }
}

const CREATED = '2026-01-01T00:00:00Z';
const CHANGE_SET = 'arn:aws:cloudformation:eu-west-1:111122223333:changeSet/cdk-deploy-change-set/1';

/** `ResourcesToImport.member.1.LogicalResourceId` and so on. */
function importsIn(parameters: Parameters): readonly ResourceToImport[] {
  const imports: ResourceToImport[] = [];
  for (let member = 1; ; member += 1) {
    const at = `ResourcesToImport.member.${member}.`;
    const logicalId = parameters[`${at}LogicalResourceId`];
    if (logicalId === undefined) return imports;
    const identifier: Record<string, string> = {};
    for (let entry = 1; `${at}ResourceIdentifier.entry.${entry}.key` in parameters; entry += 1) {
      const { [`${at}ResourceIdentifier.entry.${entry}.key`]: key = '' } = parameters;
      identifier[key] = parameters[`${at}ResourceIdentifier.entry.${entry}.value`] ?? '';
    }
    imports.push({ logicalId, type: parameters[`${at}ResourceType`] ?? '', identifier });
  }
}

function describe(
  { problems, template, kind, imports }: ChangeSet,
  before: ImportTemplate | undefined,
): string {
  const failed = problems.length > 0;
  const changes = changesOf(template, before)
    .map(([action, id]) => {
      const imported = kind === 'IMPORT' && imports.some(({ logicalId }) => logicalId === id);
      const type = element('ResourceType', (template.Resources ?? before?.Resources)?.[id]?.Type ?? '');
      const change =
        element('Action', imported ? 'Import' : action) + element('LogicalResourceId', id) + type;
      return `<member><Type>Resource</Type><ResourceChange>${change}</ResourceChange></member>`;
    })
    .join('');
  return [
    ...[element('ChangeSetId', CHANGE_SET), element('ChangeSetName', 'cdk-deploy-change-set')],
    element('Status', failed ? 'FAILED' : 'CREATE_COMPLETE'),
    element('StatusReason', problems.join('; ')),
    element('ExecutionStatus', failed ? 'UNAVAILABLE' : 'AVAILABLE'),
    `<Changes>${changes}</Changes>`,
  ].join('');
}

/** What a template changes on the one before, as CloudFormation names it. */
export function changesOf(
  { Resources: now = {} }: ImportTemplate,
  { Resources: old = {} }: ImportTemplate = {},
): readonly (readonly [string, string])[] {
  const changeOf = (id: string) => (id in old ? (id in now ? 'Modify' : 'Remove') : 'Add');
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((id) => !isDeepStrictEqual(old[id], now[id]))
    .map((id) => [changeOf(id), id] as const);
}

function element(name: string, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${escaped}</${name}>`;
}
