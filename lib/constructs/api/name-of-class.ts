/** Where jsii writes the full name of a class. */
const RUNTIME_TYPE = Symbol.for('jsii.rtti');

/** The name of a class in the table: with the package where it is another one's, such as `aws-cdk-lib.aws_s3.Bucket`. */
export function nameOfClass(each: object): string {
  const { fqn } = (Object.getOwnPropertyDescriptor(each, RUNTIME_TYPE)?.value ?? {}) as {
    readonly fqn?: string;
  };
  return fqn?.replace(/^cdk-trailwatch\./, '') ?? (each as { readonly name: string }).name;
}

/** Whether a name in the table is that of another package's type. */
export function isForeign(name: string): boolean {
  return name.includes('.');
}

/** The classes of an object, from its own to the last one before `Object`. */
export function classesOf(value: object): readonly object[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isObject(prototype) || Object.getPrototypeOf(prototype) === null) return [];
  return [prototype.constructor as object, ...classesOf(prototype)];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether it is an object of no class. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value) && classesOf(value).length === 0;
}
