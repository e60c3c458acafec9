import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

type Json = Readonly<Record<string, unknown>>;

/** Where a template of the estate is: the name of its stack. */
export const PLACES = ['Plain', 'Prod', 'Prod/ByPath', 'Prod/ByHash', 'Prod/Members', 'Prod/Inline'] as const;

export type EstatePlace = (typeof PLACES)[number];

/** What the estate of a test has. */
export interface EstateToWrite {
  readonly resourcesOf: (place: EstatePlace) => Json;
  /** Folders of assets by their hash: texts of files by their names. */
  readonly assets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Templates in YAML; by default, that of the plain stack. */
  readonly yaml?: ReadonlySet<EstatePlace>;
  /** By default, all. */
  readonly places?: readonly EstatePlace[];
  /** Accounts and Regions of the stack set whose template is an asset. */
  readonly instances?: readonly Json[];
}

/** Hash of an asset of a name. */
export function assetHash(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/**
 * Writes a cloud assembly as `cdk synth` does: a plain stack, and a stage whose stack has nested stacks by path and by the hash of their
 * asset, and stack sets by hash and with the template in them.
 */
export function writeEstate(folder: string, estate: EstateToWrite): void {
  const { resourcesOf, assets = {}, yaml = new Set(['Plain']), places = PLACES } = estate;
  const put = (path: string, content: unknown): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const textOf = (place: EstatePlace, more: Json = {}): string => {
    const template = { Resources: { ...resourcesOf(place), ...more } };
    return yaml.has(place) ? stringify(template) : JSON.stringify(template);
  };
  const deployers = deployersOf(estate, textOf);
  const parts = Object.entries(deployers).filter(([name]) => places.some((each) => each === `Prod/${name}`));
  const files = Object.keys(assets).map((hash) => [hash, { source: { path: `asset.${hash}` } }]);
  const inStage = [
    ...Object.keys(assets).map((hash) => [hash, { source: { path: `../asset.${hash}` } }]),
    ...(['Prod/ByHash', 'Prod/Members'] as const).map((place) => [
      assetHash(place),
      { source: { path: `${assetHash(place)}.template` } },
    ]),
  ];
  put('manifest.json', {
    artifacts: {
      Assets: { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
      ...(places.includes('Plain') ? { Plain: stack('Plain') } : {}),
      Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
    },
  });
  put('App.assets.json', { files: Object.fromEntries(files) });
  put('Plain.template', textOf('Plain'));
  put('assembly-Prod/manifest.json', {
    artifacts: {
      Assets: { type: 'cdk:asset-manifest', properties: { file: 'Prod.assets.json' } },
      ...(places.includes('Prod') ? { Prod: stack('Prod') } : {}),
    },
  });
  put('assembly-Prod/Prod.assets.json', { files: Object.fromEntries(inStage) });
  put('assembly-Prod/Prod.template', textOf('Prod', Object.fromEntries(parts)));
  put('assembly-Prod/ByPath.template', textOf('Prod/ByPath'));
  for (const place of ['Prod/ByHash', 'Prod/Members'] as const)
    put(`assembly-Prod/${assetHash(place)}.template`, textOf(place));
  for (const [hash, contents] of Object.entries(assets))
    for (const [name, text] of Object.entries(contents)) put(`asset.${hash}/${name}`, text);
}

function stack(name: string): Json {
  const properties = { templateFile: `${name}.template`, stackName: name };
  return { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/us-east-1', properties };
}

function deployersOf({ instances }: EstateToWrite, textOf: (place: EstatePlace) => string): Json {
  const url = (place: EstatePlace): Json => ({ 'Fn::Sub': `https://s3/cdk/${assetHash(place)}.template` });
  const NESTED = 'AWS::CloudFormation::Stack';
  const STACK_SET = 'AWS::CloudFormation::StackSet';
  return {
    ByPath: { Type: NESTED, Metadata: { 'aws:asset:path': 'ByPath.template' } },
    ByHash: { Type: NESTED, Properties: { TemplateURL: url('Prod/ByHash') } },
    Members: {
      Type: STACK_SET,
      Properties: {
        TemplateURL: url('Prod/Members'),
        ...(instances === undefined ? {} : { StackInstancesGroup: instances }),
      },
    },
    Inline: { Type: STACK_SET, Properties: { TemplateBody: textOf('Prod/Inline') } },
  };
}
