import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildLanguages, filesBelow } from './language-packages';
import type { PackageBuilder } from './package-builder';
import { hasTool } from './run-tool';
import { readManifest } from './stage-module';

/** The jar with its sources and documentation, in a Maven repository of its own. */
export const JAVA_PACKAGE: PackageBuilder = {
  name: 'java',
  missing: () => {
    if (!hasTool('javac', '-version')) return 'a Java compiler';
    return hasTool('mvn', '--version') ? undefined : 'Maven';
  },
  build: async (folders) => {
    buildLanguages(['java'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const { groupId, artifactId } = jsii.targets.java.maven;
    const folder = join(folders.out, 'java');
    // Of the repository on this machine, with the time.
    for (const file of filesBelow(folder)) if (basename(file).startsWith('maven-metadata')) rmSync(file);
    const files = filesBelow(folder);
    return [{ registry: 'Maven Central', name: `${groupId}:${artifactId}`, version, files }];
  },
};
