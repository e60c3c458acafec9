import type { CfnResource } from 'aws-cdk-lib';

/** An object of a template; empty if absent. */
export type Fields = Readonly<Record<string, unknown>>;

/** A resource as its template has it at this time, with overrides. */
export function resourceInTemplate(resource: CfnResource): Fields {
  const { Resources } = fieldsOf(resource.stack.resolve(resource._toCloudFormation()));
  const [own] = Object.values(fieldsOf(Resources));
  return fieldsOf(own);
}

/** The current properties of a resource in its template, with overrides. */
export function propertiesOf(resource: CfnResource): Fields {
  return fieldsOf(resourceInTemplate(resource).Properties);
}

/** The fields of an object; none for any other value. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Whether a resolved value has an intrinsic function of CloudFormation. */
export function hasFunction(value: unknown): boolean {
  return /"(?:Ref|Fn::\w+)":/.test(JSON.stringify(value ?? null));
}

/** Some properties of an object. */
export function pick<Props, Name extends keyof Props>(
  props: Props,
  names: readonly Name[],
): Pick<Props, Name> {
  return Object.fromEntries(names.map((name) => [name, props[name]])) as Pick<Props, Name>;
}

/** Options without those that have no value, so that a default stays where one is spread over it, as jsii leaves them out for other languages. */
export function withValues<Options extends object>(options: Options | undefined): Partial<Options> {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Options>;
}
