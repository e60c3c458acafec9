import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileSystem, Stage } from 'aws-cdk-lib';
import { Architecture, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { indexFileOf } from '../../core/settings/function-environment';
import { HANDLER_RUNTIME, ShippedCode } from './shipped-code';

/** A document that a function reads from a layer. */
export interface LayerDocument {
  readonly description: string;
  /** The name of the file, without `.json`. */
  readonly name: string;
  readonly document: string;
  /**
   * An index of the document, in a separate file, for a reader that loads only parts of it. It is derived from the document.
   */
  readonly index?: string;
  /** The architecture of the function that reads it; ARM_64 by default. */
  readonly architecture?: Architecture;
}

/** The layer, and the path of the file in the function; Lambda extracts layers to `/opt`. */
export interface DocumentLayer {
  readonly version: LayerVersion;
  readonly file: string;
}

/**
 * A document in its own layer: a changed document is a new layer version, and the function's code stays as shipped. The asset
 * hash is derived from the document alone, not from the folder that it is written to.
 */
export function createDocumentLayer(scope: Construct, id: string, layer: LayerDocument): DocumentLayer {
  const path = `trailwatch/${layer.name}.json`;
  const version = new LayerVersion(scope, id, {
    description: layer.description,
    code: new ShippedCode(writeDocument(scope, path, layer)),
    compatibleRuntimes: [HANDLER_RUNTIME],
    compatibleArchitectures: [layer.architecture ?? Architecture.ARM_64],
  });
  return { version, file: `/opt/${path}` };
}

/** In the cloud assembly, in a folder named by its content hash: every synthesis produces the same folder, and nothing else. */
function writeDocument(scope: Construct, path: string, { name, document, index }: LayerDocument): string {
  const output = Stage.of(scope)?.outdir ?? FileSystem.tmpdir;
  const folder = join(output, `${name}.${createHash('sha256').update(document).digest('hex')}`);
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, document);
  if (index !== undefined) writeFileSync(indexFileOf(file), index);
  return folder;
}
