import { isDeepStrictEqual } from 'node:util';
import { dependenciesOf } from '../../../test/access/template/dependency-order';
import type { Template, TemplateResource } from '../../../test/access/template/intrinsic';

/** A resource that a change set imports. */
export interface ResourceToImport {
  readonly logicalId: string;
  readonly type: string;
  /** Such as `{ BucketName: 'company-logs' }`. */
  readonly identifier: Readonly<Record<string, string>>;
}

/** A template with the policies that an import asks for. */
export interface ImportTemplate extends Template {
  readonly Resources?: Readonly<Record<string, TemplateResource & { readonly DeletionPolicy?: string }>>;
}

/** A change set of type IMPORT. */
export interface ImportChange {
  /** The template of the stack before; undefined when there is no stack. */
  readonly before?: ImportTemplate;
  readonly template: ImportTemplate;
  readonly imports: readonly ResourceToImport[];
}

/** The properties that identify a resource of a type, as its schema in the registry has them. */
export type IdentifiersOf = (type: string) => readonly string[];

const RETAINED = ['Retain', 'RetainExceptOnCreate'];

/**
 * Why CloudFormation refuses a change set that imports; empty if it does not.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
 */
export function importProblems(change: ImportChange, identifiersOf: IdentifiersOf): readonly string[] {
  const imported = new Set(change.imports.map(({ logicalId }) => logicalId));
  return [
    ...change.imports.flatMap((one) => resourceProblems(one, change, identifiersOf)),
    ...changedApart(change, imported).map((id) => `${id} is changed, but not imported`),
    ...danglingIn(change.template).map(
      ({ from, to }) => `${from} refers to ${to}, which is not in the template`,
    ),
  ];
}

function resourceProblems(
  { logicalId, type, identifier }: ResourceToImport,
  { before, template }: ImportChange,
  identifiersOf: IdentifiersOf,
): readonly string[] {
  const resource = template.Resources?.[logicalId];
  if (resource === undefined) return [`${logicalId} is not in the template`];
  const wanted = identifiersOf(type);
  const given = Object.keys(identifier);
  const differing = given.filter((name) => !hasValue(resource.Properties?.[name], identifier[name]));
  return [
    ...(before?.Resources?.[logicalId] === undefined ? [] : [`${logicalId} is in the stack already`]),
    ...(resource.Type === type ? [] : [`${logicalId} is of type ${resource.Type}, not ${type}`]),
    ...(isDeepStrictEqual([...given].sort(), [...wanted].sort())
      ? []
      : [`${logicalId} is identified by ${given.join(', ')}, not ${wanted.join(', ')}`]),
    ...differing.map((name) => `${logicalId} has another ${name} in the template`),
    ...(RETAINED.includes(resource.DeletionPolicy ?? '') ? [] : [`${logicalId} has no DeletionPolicy`]),
  ];
}

/** An identifier that AWS chooses, such as the id of a key, is no property of the template. */
function hasValue(property: unknown, identifier: string | undefined): boolean {
  return property === undefined || property === identifier;
}

function changedApart({ before, template }: ImportChange, imported: ReadonlySet<string>): readonly string[] {
  const old = before?.Resources ?? {};
  const now = template.Resources ?? {};
  const ids = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...ids].filter((id) => !imported.has(id) && !isDeepStrictEqual(old[id], now[id]));
}

function danglingIn({ Resources = {}, Parameters = {} }: Template) {
  return Object.entries(Resources).flatMap(([from, resource]) =>
    dependenciesOf(resource)
      .filter((to) => !to.startsWith('AWS::') && !(to in Resources) && !(to in Parameters))
      .map((to) => ({ from, to })),
  );
}
