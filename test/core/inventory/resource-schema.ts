import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface SpecType {
  readonly type: string;
  readonly element?: SpecType;
  readonly reference?: { readonly $ref: string };
}

interface SpecProperty {
  readonly type: SpecType;
  readonly previousTypes?: readonly SpecType[];
  readonly causesReplacement?: string;
}

type SpecProperties = Readonly<Record<string, SpecProperty>>;

interface Schema {
  readonly resource: {
    readonly entities: Readonly<
      Record<string, { readonly cloudFormationType: string; readonly properties: SpecProperties }>
    >;
  };
  readonly typeDefinition: {
    readonly entities: Readonly<
      Record<string, { readonly $id: string; readonly properties: SpecProperties }>
    >;
  };
}

/** CloudFormation's properties of the types of resources, as the CDK's command line knows them. */
export class ResourceSchema {
  private readonly types: ReadonlyMap<string, SpecProperties>;
  private readonly definitions: ReadonlyMap<string, SpecProperties>;

  constructor() {
    const file = join(__dirname, '../../../node_modules/aws-cdk/db.json.gz');
    const { schema } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { readonly schema: Schema };
    const { resource, typeDefinition } = schema;
    this.types = new Map(
      Object.values(resource.entities).map((each) => [each.cloudFormationType, each.properties]),
    );
    this.definitions = new Map(
      Object.values(typeDefinition.entities).map(({ $id, properties }) => [$id, properties]),
    );
  }

  /** The names of properties of a type; `undefined`: the type is not known. */
  propertiesOf(type: string): readonly string[] | undefined {
    const properties = this.types.get(type);
    return properties === undefined ? undefined : Object.keys(properties).sort();
  }

  /** The properties of a type whose other value makes CloudFormation replace the resource. */
  replacedBy(type: string): readonly string[] {
    return Object.entries(this.types.get(type) ?? {})
      .filter(([, { causesReplacement }]) => causesReplacement === 'yes')
      .map(([name]) => name)
      .sort();
  }

  /** Whether a type has a path such as `Targets[].Arn`. What is below text, JSON or a map is not known, and any path is there. */
  hasPath(type: string, path: string): boolean {
    return this.has(this.types.get(type) ?? {}, path.replace(/\[\]/g, '').split('.'));
  }

  private has(properties: SpecProperties, [name = '', ...rest]: readonly string[]): boolean {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return false;
    if (rest.length === 0) return true;
    return [property.type, ...(property.previousTypes ?? [])].some((type) => {
      const reference = (type.element ?? type).reference;
      const inner = reference === undefined ? undefined : this.definitions.get(reference.$ref);
      return inner === undefined ? ['json', 'map', 'union'].includes(type.type) : this.has(inner, rest);
    });
  }
}
