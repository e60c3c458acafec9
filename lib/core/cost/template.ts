import { isIntrinsic, isNoValue } from '../selector/parse/template-value';

/** A resource of a template. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: unknown;
  /** The condition under which it is created. */
  readonly condition?: string;
  /** The file of the template of a nested stack, as the CDK names it in the metadata. */
  readonly assetPath?: string;
}

/** A stack, as far as its cost hangs on it. */
export interface CostedStack {
  /** What to call it: its name, or the file of its template. */
  readonly name: string;
  /** Where it is deployed; `undefined` where only the deployment knows. */
  readonly account?: string;
  readonly region?: string;
  readonly resources: readonly TemplateResource[];
  /** The template's text, for its trails. */
  readonly text: string;
}

/** The resources of a template, or what is wrong in it. */
export type ParsedTemplate =
  | { readonly resources: readonly TemplateResource[] }
  | { readonly problem: string };

/** Longer text is refused. CloudFormation's templates end at 1 MB. */
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

/** CloudFormation takes 500 resources; more are read for templates that are still to be split. */
const MAX_RESOURCES = 5_000;

/**
 * Reads the resources of a template in JSON.
 *
 * @param mayBeEmpty whether a template without `Resources` has none: in a cloud assembly, that of a stack without resources
 */
export function parseTemplate(text: string, mayBeEmpty = false): ParsedTemplate {
  if (text.length > MAX_TEXT_LENGTH) {
    return { problem: `the text has ${text.length} characters; at most ${MAX_TEXT_LENGTH} are read` };
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `not JSON: ${reason}; write a YAML template as JSON first` };
  }
  const resources = at(json, 'Resources') ?? (mayBeEmpty && isObject(json) ? {} : undefined);
  if (!isObject(resources)) return { problem: 'this is no template: it has no object Resources' };
  const entries = Object.entries(resources);
  if (entries.length > MAX_RESOURCES) {
    return { problem: `the template has ${entries.length} resources; at most ${MAX_RESOURCES} are read` };
  }
  const [untyped] = entries.find(([, resource]) => typeof at(resource, 'Type') !== 'string') ?? [];
  if (untyped !== undefined) return { problem: `Resources.${untyped.slice(0, 256)}: there is no Type` };
  return { resources: entries.map(([logicalId, resource]) => toResource(logicalId, resource)) };
}

function toResource(logicalId: string, resource: unknown): TemplateResource {
  const condition = at(resource, 'Condition');
  const assetPath = at(resource, 'Metadata', 'aws:asset:path');
  return {
    ...{ logicalId, type: String(at(resource, 'Type')), properties: at(resource, 'Properties') },
    ...(typeof condition === 'string' ? { condition } : {}),
    ...(typeof assetPath === 'string' ? { assetPath } : {}),
  };
}

/** The value at a path of members; `undefined` where there is none, or `AWS::NoValue`. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  const found = path.reduce<unknown>(
    (outer, name) => (isObject(outer) && Object.hasOwn(outer, name) ? outer[name] : undefined),
    value,
  );
  return isNoValue(found) || found === null ? undefined : found;
}

/** The items of a list; none where there is no list. */
export function itemsAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list.filter((item) => !isNoValue(item)) : [];
}

/** The number at a path, also when it is written as text; `undefined` where only the deployment knows it. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  if (typeof found !== 'number' && typeof found !== 'string') return undefined;
  const number = Number(found);
  return Number.isFinite(number) && String(found).trim() !== '' ? number : undefined;
}

/** Whether a value is there and only the deployment knows it. */
export function isOpen(value: unknown): boolean {
  return isIntrinsic(value);
}

/** The logical id that a value refers to by `Ref` or `Fn::GetAtt`, if it is nothing else. */
export function referredId(value: unknown): string | undefined {
  if (!isIntrinsic(value)) return undefined;
  if (typeof value.Ref === 'string') return value.Ref;
  const attribute = value['Fn::GetAtt'];
  const [id] = typeof attribute === 'string' ? attribute.split('.') : itemsOf(attribute);
  return typeof id === 'string' ? id : undefined;
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
