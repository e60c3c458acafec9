import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mustRun } from '../peers/run-process';

/** A model of a service, as botocore has it. */
export interface ServiceModel {
  /** The folder of the service in botocore. */
  readonly service: string;
  readonly metadata: {
    readonly endpointPrefix: string;
    readonly signingName?: string;
    readonly apiVersion: string;
  };
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

/** A call of a model. */
export interface ModelOperation {
  readonly http?: { readonly requestUri?: string };
  readonly input?: ShapeReference;
}

/** Where a model names a shape. */
interface ShapeReference {
  readonly shape: string;
  readonly locationName?: string;
}

/** A shape of a model: a structure has members, a list a member, a map keys and values. */
export interface ModelShape {
  readonly type?: string;
  /** Of a structure that is any JSON. */
  readonly document?: boolean;
  readonly enum?: readonly string[];
  readonly exception?: boolean;
  /** Of an exception, how it is named in answers. */
  readonly error?: { readonly code?: string };
  readonly members?: Readonly<Record<string, ShapeReference>>;
  readonly member?: ShapeReference;
  readonly key?: ShapeReference;
  readonly value?: ShapeReference;
}

/** The models of a release of botocore. */
export interface ServiceModels {
  readonly version: string;
  readonly models: readonly ServiceModel[];
  /** The Regions of all partitions. */
  readonly regions: readonly string[];
}

const PRINT = `
import importlib.metadata, json, pathlib, botocore
print(json.dumps({'folder': str(pathlib.Path(botocore.__file__).parent / 'data'), 'version': importlib.metadata.version('botocore')}))
`;

/** The newest model of each service in the botocore of a virtual environment. */
export async function readServiceModels(python: string): Promise<ServiceModels> {
  const { folder, version } = JSON.parse(await mustRun(python, ['-c', PRINT]));
  const models = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: service }) => {
      const newest = readdirSync(join(folder, service)).sort().at(-1) ?? '';
      const file = join(folder, service, newest, 'service-2.json.gz');
      if (!existsSync(file)) return [];
      return [{ ...JSON.parse(gunzipSync(readFileSync(file)).toString()), service } as ServiceModel];
    });
  const { partitions } = JSON.parse(readFileSync(join(folder, 'partitions.json'), 'utf8'));
  const regions = partitions.flatMap((each: { readonly regions: object }) => Object.keys(each.regions));
  return {
    version,
    models: models.sort((one, other) => (one.service < other.service ? -1 : 1)),
    regions: regions.filter((name: string) => /\d$/.test(name)).sort(),
  };
}
