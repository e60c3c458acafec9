import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type PhysicalResource, RESOURCE_TYPES } from '../../../lib/core/estate/names/resource-types';
import { partitionOf } from '../../../lib/core/record/region';
import { MANAGEMENT, ORGANIZATION } from '../../constructs/synthesize';
import type { EstateDeployment } from '../estate';
import { physicalResource, resolveText, resolveValue, type TemplateResource } from '../template/intrinsic';
import { jobIn } from './bundles';

type Properties = Readonly<Record<string, unknown>>;

/** A resource of an estate as it is once deployed. */
export interface Deployed extends PhysicalResource {
  readonly type: string;
  readonly properties: Properties;
  readonly at: EstateDeployment;
}

/** A Lambda function of an estate. */
export interface DeployedFunction extends Deployed {
  /** `stack / logical id`. */
  readonly name: string;
  /** The folder of its bundle in `dist/lambda`; undefined if its code is of the CDK. */
  readonly job: string | undefined;
  readonly arn: string;
  readonly roleArn: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The properties of the custom resources that it answers. */
  readonly requests: readonly Properties[];
}

/** The resources of an estate, by their ARN and type. */
export class EstateResources {
  private readonly all: readonly Deployed[];

  constructor(deployments: readonly EstateDeployment[]) {
    this.all = deployments.flatMap((at) =>
      Object.entries(at.template.Resources ?? {}).map(([id, resource]) => deployedOf(id, resource, at)),
    );
  }

  ofType(type: string): readonly Deployed[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** The resource with an ARN; undefined if it is given. */
  find(arn: string): Deployed | undefined {
    return this.all.find(({ ref, attributes }) => attributes.Arn === arn || ref === arn);
  }

  /** The functions, in the order of the templates. */
  functions(): readonly DeployedFunction[] {
    return this.ofType('AWS::Lambda::Function').map((resource) => {
      const { properties, at, attributes } = resource;
      const { Variables = {} } = (resolveValue(properties.Environment ?? {}, at) ?? {}) as {
        readonly Variables?: Readonly<Record<string, string>>;
      };
      const arn = attributes.Arn ?? '';
      return {
        ...resource,
        ...{ arn, name: `${at.stackName} / ${resource.ref}`, environment: Variables },
        roleArn: resolveText(properties.Role, at),
        job: jobIn(bundleOf(properties, at)),
        requests: this.requestsTo(arn),
      };
    });
  }

  private requestsTo(arn: string): readonly Properties[] {
    return this.all
      .filter(({ type }) => /^(Custom::|AWS::CloudFormation::CustomResource)/.test(type))
      .filter(({ properties, at }) => resolveText(properties.ServiceToken, at) === arn)
      .map(({ properties, at }) => resolveValue(properties, at) as Properties);
  }
}

/** Types of which neither a name nor an ARN is known, such as custom resources, are known by their logical ids. */
function deployedOf(id: string, resource: TemplateResource, at: EstateDeployment): Deployed {
  const { Type: type, Properties: properties = {} } = resource;
  const known = RESOURCE_TYPES.has(type) ? physicalResource(id, at) : { ref: id, attributes: {} };
  return { ...known, type, properties, at };
}

/** Where the code of a function is: the manifest of the template's assets says it. */
function bundleOf({ Code }: Properties, { file }: EstateDeployment): string {
  const { S3Key } = Code as { readonly S3Key: string };
  const manifest = JSON.parse(readFileSync(file.replace(/\.template\.json$/, '.assets.json'), 'utf8')) as {
    readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>>;
  };
  const source = manifest.files[S3Key.replace(/\.zip$/, '')]?.source.path;
  if (source === undefined) throw new Error(`${file} has no asset ${S3Key}`);
  return resolve(dirname(file), source);
}

/** An ARN in the partition, Region and account of a resource. */
export function arnAt({ at: { region, accountId } }: Pick<Deployed, 'at'>, service: string, rest: string) {
  return `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${rest}`;
}

/** The account of an organization that every account of the scenarios is in. */
export function accountOf(id: string, region: string) {
  return {
    ...{ id, partition: partitionOf(region) },
    organization: { id: ORGANIZATION, managementAccount: MANAGEMENT },
  };
}
