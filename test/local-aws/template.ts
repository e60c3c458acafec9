import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A value of a template before its intrinsics are resolved. */
export type TemplateValue =
  | null
  | boolean
  | number
  | string
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: TemplateValue };
}

/** As much of a CloudFormation template as the embedded AWS can make. */
export interface Template {
  readonly Resources: { readonly [logicalId: string]: TemplateResource };
}

/** A template, and where the folders lie that it names as assets. */
export interface SynthesizedStack {
  readonly name: string;
  readonly template: Template;
  /** The folder for the `S3Key` of a function's code or of a layer. */
  readonly assetFolder: (s3Key: string) => string;
}

/** The stacks of a cloud assembly (`cdk.out`), by name. */
export function readAssembly(folder: string): SynthesizedStack[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => {
      const name = file.slice(0, -'.template.json'.length);
      const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template;
      return { name, template, assetFolder: (s3Key) => assetFolder(folder, name, s3Key) };
    });
}

interface AssetManifest {
  readonly files?: { readonly [hash: string]: { readonly source: { readonly path: string } } };
}

function assetFolder(folder: string, stack: string, s3Key: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, `${stack}.assets.json`), 'utf8')) as AssetManifest;
  const hash = s3Key.slice(s3Key.lastIndexOf('/') + 1).replace(/\.zip$/, '');
  const path = manifest.files?.[hash]?.source.path;
  if (path === undefined) throw new Error(`stack ${stack} has no asset for ${s3Key}`);
  return resolve(folder, path);
}
