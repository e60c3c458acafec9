import { type CfnResource, type IResolvable, type IResolveContext, Token } from 'aws-cdk-lib';
import { fieldsOf } from '../preflight/template-properties';

/** Some properties of a resource as its template has them at last, with overrides; references in them stay references. */
export class PropertiesOf implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(
    private readonly resource: CfnResource,
    private readonly names: readonly string[],
  ) {}

  public resolve(context: IResolveContext): unknown {
    const { Resources } = fieldsOf(context.resolve(this.resource._toCloudFormation()));
    const [own] = Object.values(fieldsOf(Resources));
    const properties = fieldsOf(fieldsOf(own).Properties);
    return Object.fromEntries(
      this.names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
    );
  }

  public toString(): string {
    return Token.asString(this);
  }
}
