import type { CfnResource } from 'aws-cdk-lib';

/** An object of a template; empty where there is none. */
export type Fields = Readonly<Record<string, unknown>>;

/** The properties of a resource as its template has them now, with overrides. */
export function propertiesOf(resource: CfnResource): Fields {
  const { Resources } = fieldsOf(resource.stack.resolve(resource._toCloudFormation()));
  const [own] = Object.values(fieldsOf(Resources));
  return fieldsOf(fieldsOf(own).Properties);
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Some properties of an object. */
export function pick<Props, Name extends keyof Props>(
  props: Props,
  names: readonly Name[],
): Pick<Props, Name> {
  return Object.fromEntries(names.map((name) => [name, props[name]])) as Pick<Props, Name>;
}
